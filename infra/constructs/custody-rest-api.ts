import { RemovalPolicy } from 'aws-cdk-lib';
import {
  EndpointType,
  LogGroupLogDestination,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  type RequestValidator,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { RouteDefinition } from '../../shared/api/routes/route-definition';
import { STAGE_NAME, VERSION_PREFIX } from '../../shared/api/routes/routes';
import type { CustomDomain } from '../config/deployment-choices';
import { accessLogFormat } from './access-log-format';
import { ApiDomain } from './api-domain';
import { confineToApprovedRegions } from './approved-regions-only';
import { acknowledgeRestApiFindings } from './rest-api-findings';
import { EncryptedLogGroup } from './encrypted-log-group';
import { GatewayProblems } from './gateway-problems';
import { requireModernTls } from './modern-tls';
import { WebAcl } from './web-acl';

export interface CustodyRestApiProps {
  readonly name: string;
  readonly routes: readonly RouteDefinition[];
  readonly encryptionKey: IKey;
  readonly approvedRegions: readonly string[];
  /** The origins of CORS. */
  readonly allowedOrigins: readonly string[];
  readonly customDomain: CustomDomain | undefined;
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
  /** Every method's. Without models it lets each body through to the function, which alone judges it (422, audited). */
  readonly requestValidator: RequestValidator;

  constructor(scope: Construct, id: string, props: CustodyRestApiProps) {
    super(scope, id);
    const { name, routes, encryptionKey, customDomain } = props;
    const accessLog = new EncryptedLogGroup(this, 'AccessLog', { encryptionKey });
    this.restApi = new RestApi(this, 'RestApi', {
      restApiName: name,
      description: 'Phiducia: custody of protected health information',
      endpointTypes: [EndpointType.REGIONAL],
      // With a name of its own, the API has no other.
      disableExecuteApiEndpoint: customDomain !== undefined,
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
    requireModernTls(this.restApi);
    this.encryptExecutionLog(encryptionKey);
    this.confineLoggingRole(props.approvedRegions);
    this.requestValidator = this.restApi.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    new GatewayProblems(this, 'GatewayProblems', { restApi: this.restApi, allowedOrigins: props.allowedOrigins });
    new WebAcl(this, 'WebAcl', { restApi: this.restApi, routes, encryptionKey });
    if (customDomain !== undefined) new ApiDomain(this, 'Domain', { domain: customDomain, restApi: this.restApi });
    acknowledgeRestApiFindings(this.restApi);
  }

  /** The role with which API Gateway writes its logs is AWS's, but for the Regions. */
  private confineLoggingRole(approvedRegions: readonly string[]): void {
    const role = this.restApi.node.tryFindChild('CloudWatchRole');
    if (!(role instanceof Role)) throw new Error('A RestApi with cloudWatchRole has a child CloudWatchRole.');
    confineToApprovedRegions(role, approvedRegions);
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
