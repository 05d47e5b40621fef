import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { type IUserPool, type IUserPoolClient, ResourceServerScope } from 'aws-cdk-lib/aws-cognito';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { API_SCOPE } from '../../shared/api/gateway-responses';
import type { UserPoolPlan } from '../config/deployment-config';
import { BundledFunction, type FunctionSurroundings } from '../constructs/bundled-function';
import type { DeployableFunctions } from '../constructs/deployable-functions';
import { EncryptedLogGroup } from '../constructs/encrypted-log-group';
import { type DeployedSettings, residencyEnvironment } from '../constructs/function-environment';
import { WorkforceAppClient } from '../constructs/workforce-app-client';
import { WorkforceUserPool } from '../constructs/workforce-user-pool';

export interface IdentityStackProps extends StackProps {
  readonly functions: DeployableFunctions;
  readonly dataKey: IKey;
  readonly settings: DeployedSettings;
  readonly userPoolName: string;
  readonly userPoolPlan: UserPoolPlan;
  readonly surroundings: FunctionSurroundings;
}

/** Who may sign in, and what their tokens say. */
export class IdentityStack extends Stack {
  readonly userPool: IUserPool;
  readonly client: IUserPoolClient;
  readonly functionLogs: ILogGroup;

  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, props);
    const { logGroup } = new EncryptedLogGroup(this, 'FunctionLogs', { encryptionKey: props.dataKey });
    this.functionLogs = logGroup;
    const preTokenGeneration = new BundledFunction(this, 'PreTokenGeneration', {
      deployable: props.functions.byId('PreTokenGeneration'),
      grants: [],
      environment: residencyEnvironment(props.settings),
      logGroup,
      surroundings: props.surroundings,
    }).function;
    const { userPool } = new WorkforceUserPool(this, 'Workforce', {
      name: props.userPoolName,
      plan: props.userPoolPlan,
      preTokenGeneration,
    });
    const [identifier = '', scopeName = ''] = API_SCOPE.split('/');
    userPool.addResourceServer('ApiScope', {
      identifier,
      scopes: [new ResourceServerScope({ scopeName, scopeDescription: 'Call the Phiducia API' })],
    });
    this.userPool = userPool;
    this.client = new WorkforceAppClient(this, 'AppClient', { userPool }).client;
    new CfnOutput(this, 'UserPoolId', { value: this.userPool.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: this.client.userPoolClientId });
  }
}
