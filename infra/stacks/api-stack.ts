import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CognitoUserPoolsAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { routeEntries, VERSION_PREFIX } from '../../shared/api/routes/routes';
import type { DeploymentConfig } from '../config/deployment-config';
import { ApiFunctions } from '../constructs/api-functions';
import type { FunctionSurroundings } from '../constructs/bundled-function';
import { ApiRoutes } from '../constructs/api-routes';
import { CustodyRestApi } from '../constructs/custody-rest-api';
import { type CustodyResources, environmentResourcesOf, grantResourcesOf } from '../constructs/custody-resources';
import type { DeployableFunctions } from '../constructs/deployable-functions';
import {
  corsEnvironment,
  type DeployedSettings,
  residencyEnvironment,
  routeEnvironment,
} from '../constructs/function-environment';

export interface ApiStackProps extends StackProps {
  readonly apiName: string;
  readonly functions: DeployableFunctions;
  readonly resources: CustodyResources;
  readonly userPool: IUserPool;
  readonly settings: DeployedSettings & Pick<DeploymentConfig, 'customDomain'>;
  readonly surroundings: FunctionSurroundings;
}

/** The HTTPS API: what the route table says, and nothing else. */
export class ApiStack extends Stack {
  readonly functionLogs: ILogGroup;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { resources, settings } = props;
    const { restApi, requestValidator } = new CustodyRestApi(this, 'Api', {
      name: props.apiName,
      routes: routeEntries.map(([, route]) => route),
      encryptionKey: resources.dataKey,
      approvedRegions: settings.approvedRegions,
      allowedOrigins: settings.allowedOrigins,
      customDomain: settings.customDomain,
    });
    const functions = new ApiFunctions(this, 'Functions', {
      functions: props.functions,
      grantResources: grantResourcesOf(this, resources),
      routeEnvironment: routeEnvironment(environmentResourcesOf(resources), settings),
      otherEnvironment: { ...residencyEnvironment(settings), ...corsEnvironment(settings) },
      encryptionKey: resources.dataKey,
      surroundings: props.surroundings,
    });
    this.functionLogs = functions.logGroup;
    new ApiRoutes(this, 'Routes', {
      restApi,
      requestValidator,
      routes: routeEntries,
      functionOf: functions.of,
      methodNotAllowed: functions.methodNotAllowed,
      authorizer: new CognitoUserPoolsAuthorizer(this, 'Authorizer', {
        cognitoUserPools: [props.userPool],
        // A token is judged on each call, so that none outlives a change of the pool in a cache.
        resultsCacheTtl: Duration.seconds(0),
      }),
    });
    new CfnOutput(this, 'ApiUrl', { value: restApi.urlForPath(VERSION_PREFIX) });
  }
}
