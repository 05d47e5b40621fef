import { Stack, type StackProps } from 'aws-cdk-lib';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionSurroundings } from '../constructs/bundled-function';
import { capabilityGrants } from '../constructs/capability-grants';
import { type CustodyResources, environmentResourcesOf, grantResourcesOf } from '../constructs/custody-resources';
import type { DeployableFunction, DeployableFunctions } from '../constructs/deployable-functions';
import { EncryptedLogGroup } from '../constructs/encrypted-log-group';
import { type DeployedSettings, routeEnvironment } from '../constructs/function-environment';
import { ScheduledFunction } from '../constructs/scheduled-function';
import { StreamFunction } from '../constructs/stream-function';

export interface EvidenceStackProps extends StackProps {
  readonly functions: DeployableFunctions;
  readonly resources: CustodyResources;
  readonly settings: DeployedSettings;
  readonly surroundings: FunctionSurroundings;
}

/** What happens off the request path: the functions that a table's stream or a schedule invokes. */
export class EvidenceStack extends Stack {
  readonly functionLogs: ILogGroup;
  /** The names of functions that streams feed, by function id. */
  readonly streamFunctionNames: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: EvidenceStackProps) {
    super(scope, id, props);
    const { functions, resources, settings, surroundings } = props;
    const { logGroup } = new EncryptedLogGroup(this, 'FunctionLogs', { encryptionKey: resources.dataKey });
    this.functionLogs = logGroup;
    const grantResources = grantResourcesOf(this, resources);
    const environment = routeEnvironment(environmentResourcesOf(resources), settings);
    const common = <Deployable extends DeployableFunction>(deployable: Deployable) => ({
      deployable,
      environment,
      grants: deployable.definition.capabilities.flatMap((name) => capabilityGrants[name](grantResources)),
      logGroup,
      surroundings,
    });
    this.streamFunctionNames = Object.fromEntries(
      functions.ofKind('stream').map((deployable) => {
        const { id: functionId } = deployable.definition;
        const props = { ...common(deployable), tables: resources.tables };
        return [functionId, new StreamFunction(this, functionId, props).functionName] as const;
      }),
    );
    for (const deployable of functions.ofKind('scheduled')) {
      new ScheduledFunction(this, deployable.definition.id, common(deployable));
    }
  }
}
