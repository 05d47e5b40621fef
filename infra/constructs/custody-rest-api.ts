import { RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnRestApi,
  EndpointType,
  LogGroupLogDestination,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { RouteDefinition } from '../../shared/api/routes/route-definition';
import { STAGE_NAME, VERSION_PREFIX } from '../../shared/api/routes/routes';
import { accessLogFormat } from './access-log-format';
import { acknowledgeRestApiFindings } from './rest-api-findings';
import { EncryptedLogGroup } from './encrypted-log-group';
import { GatewayProblems } from './gateway-problems';

export interface CustodyRestApiProps {
  readonly name: string;
  readonly routes: readonly RouteDefinition[];
  readonly encryptionKey: IKey;
}

/** Requests that no route's own limit covers, such as wrong methods. */
const OTHER_REQUESTS = { rate: 20, burst: 40 } as const;

/** A setting of one method replaces the common one as a whole, so each says everything. */
const methodSettings = ({ rate, burst }: RouteDefinition['throttle']): MethodDeploymentOptions => ({
  throttlingRateLimit: rate,
  throttlingBurstLimit: burst,
  metricsEnabled: true,
  // Errors of the gateway's own. INFO and data traces write paths, query strings, and bodies (guarantee 5).
  loggingLevel: MethodLoggingLevel.ERROR,
  dataTraceEnabled: false,
});

/** The REST API and its one stage; methods come with `ApiRoutes`. */
export class CustodyRestApi extends Construct {
  readonly restApi: RestApi;

  constructor(scope: Construct, id: string, { name, routes, encryptionKey }: CustodyRestApiProps) {
    super(scope, id);
    const accessLog = new EncryptedLogGroup(this, 'AccessLog', { encryptionKey });
    this.restApi = new RestApi(this, 'RestApi', {
      restApiName: name,
      description: 'Phiducia: custody of protected health information',
      endpointTypes: [EndpointType.REGIONAL],
      // Every body arrives as it was sent, in base64: API Gateway would otherwise repair invalid UTF-8.
      binaryMediaTypes: ['*/*'],
      // Stages log nothing in an account without this role. It belongs to the account, so it stays.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: STAGE_NAME,
        tracingEnabled: true,
        accessLogDestination: new LogGroupLogDestination(accessLog.logGroup),
        accessLogFormat: accessLogFormat(),
        ...methodSettings(OTHER_REQUESTS),
        methodOptions: Object.fromEntries(
          routes.map(({ path, method, throttle }) => [`${VERSION_PREFIX}${path}/${method}`, methodSettings(throttle)]),
        ),
      },
    });
    this.requireModernTls();
    this.encryptExecutionLog(encryptionKey);
    new GatewayProblems(this, 'GatewayProblems', { restApi: this.restApi });
    acknowledgeRestApiFindings(this.restApi);
  }

  /** Transmission security, 45 CFR 164.312(e)(1): TLS 1.2 with forward secrecy at least. */
  private requireModernTls(): void {
    const resource = this.restApi.node.defaultChild;
    if (!CfnRestApi.isCfnRestApi(resource)) throw new Error('A RestApi has a CfnRestApi as its default child.');
    resource.securityPolicy = 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09';
    resource.endpointAccessMode = 'STRICT';
  }

  /** API Gateway would create this group itself, unencrypted and kept for ever. */
  private encryptExecutionLog(encryptionKey: IKey): void {
    const { logGroup } = new EncryptedLogGroup(this, 'ExecutionLog', {
      encryptionKey,
      logGroupName: `API-Gateway-Execution-Logs_${this.restApi.restApiId}/${STAGE_NAME}`,
    });
    this.restApi.deploymentStage.node.addDependency(logGroup);
  }
}
