import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { OperationId } from '../../shared/api/routes/routes';
import { BundledFunction, type FunctionSurroundings } from './bundled-function';
import { capabilityGrants } from './capability-grants';
import type { GrantResources } from './grant';
import type { DeployableFunction, DeployableFunctions } from './deployable-functions';
import { EncryptedLogGroup } from './encrypted-log-group';

export interface ApiFunctionsProps {
  readonly functions: DeployableFunctions;
  readonly grantResources: GrantResources;
  readonly routeEnvironment: Readonly<Record<string, string>>;
  readonly otherEnvironment: Readonly<Record<string, string>>;
  readonly encryptionKey: IKey;
  readonly surroundings: FunctionSurroundings;
}

/** The functions behind the API, one per route and one for wrong methods, with one encrypted log group. */
export class ApiFunctions extends Construct {
  readonly logGroup: ILogGroup;
  readonly methodNotAllowed: IFunction;
  private readonly byOperation = new Map<OperationId, IFunction>();

  constructor(scope: Construct, id: string, props: ApiFunctionsProps) {
    super(scope, id);
    const { logGroup } = new EncryptedLogGroup(this, 'Logs', { encryptionKey: props.encryptionKey });
    this.logGroup = logGroup;
    const make = (deployable: DeployableFunction, environment: Readonly<Record<string, string>>): IFunction =>
      new BundledFunction(this, deployable.definition.id, {
        deployable,
        environment,
        grants: deployable.definition.capabilities.flatMap((name) => capabilityGrants[name](props.grantResources)),
        logGroup,
        surroundings: props.surroundings,
      }).function;
    for (const deployable of props.functions.ofKind('route')) {
      this.byOperation.set(deployable.definition.operationId, make(deployable, props.routeEnvironment));
    }
    this.methodNotAllowed = make(props.functions.byId('MethodNotAllowed'), props.otherEnvironment);
  }

  /** @throws Error for a route without a function */
  readonly of = (operationId: OperationId): IFunction => {
    const found = this.byOperation.get(operationId);
    if (found === undefined) throw new Error(`The route ${operationId} has no function.`);
    return found;
  };
}
