import { Duration } from 'aws-cdk-lib';
import { Architecture, Code, Function, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../guards/acknowledge';
import type { Grant } from './grant';
import type { DeployableFunction } from './deployable-functions';
import { FunctionRole } from './function-role';

export interface BundledFunctionProps {
  readonly deployable: DeployableFunction;
  readonly grants: readonly Grant[];
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: ILogGroup;
  readonly approvedRegions: readonly string[];
}

type FunctionKind = DeployableFunction['definition']['kind'];

const INVOKED_SYNCHRONOUSLY =
  'It is invoked synchronously, so no dead-letter queue would ever receive its event; an event may hold PHI, and a ' +
  'queue would keep it (guarantee 5).';

/** Why functions that nobody waits for have no dead-letter queue either. */
const WITHOUT_DEAD_LETTER_QUEUE: Readonly<Partial<Record<FunctionKind, string>>> = {
  stream:
    'Lambda polls the stream and tries a batch until it is done, for as long as the stream keeps it; a queue would get ' +
    'positions in the stream, worthless after 24 hours. What is lost is read again from the table (RELIABILITY 17, 19).',
  scheduled: 'Its event says the time and nothing else; what one run leaves undone, the next one does.',
};

/** What else holds the number of instances down. */
const BOUNDED_BY: Readonly<Partial<Record<FunctionKind, string>>> = {
  stream: 'One instance runs for each shard of the stream.',
  scheduled: 'One instance runs at each interval.',
  widget: 'People who look at a dashboard invoke it, as often as it is refreshed.',
};

/** One function of `shared/api/functions.ts`: the bundle that the local stack runs, byte for byte, and a role of its own. */
export class BundledFunction extends Construct {
  readonly function: Function;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { definition, directory } = props.deployable;
    this.function = new Function(this, 'Function', {
      description: `Phiducia: ${definition.id}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(directory),
      timeout: Duration.seconds(definition.timeoutSeconds),
      memorySize: definition.memoryMb,
      environment: { ...props.environment },
      tracing: Tracing.ACTIVE,
      logGroup: props.logGroup,
      loggingFormat: LoggingFormat.JSON,
      role: new FunctionRole(this, 'Access', {
        functionId: definition.id,
        grants: props.grants,
        logGroup: props.logGroup,
        approvedRegions: props.approvedRegions,
      }).role,
    });
    this.acknowledgeFindings(definition.kind);
  }

  private acknowledgeFindings(kind: FunctionKind): void {
    acknowledge(this.function, 'hipaa', 'LambdaDLQ', WITHOUT_DEAD_LETTER_QUEUE[kind] ?? INVOKED_SYNCHRONOUSLY);
    acknowledge(
      this.function,
      'hipaa',
      'LambdaConcurrency',
      'Reserved concurrency is set by context when the quota of the account holds it; a new account’s does not. ' +
        (BOUNDED_BY[kind] ?? 'The gateway throttles each method.'),
    );
  }
}
