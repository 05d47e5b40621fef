import { Duration } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Architecture, Code, Function, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../guards/acknowledge';
import type { FunctionPlace } from './function-network';
import type { Grant } from './grant';
import type { DeployableFunction } from './deployable-functions';
import { FunctionRole } from './function-role';

/** What all functions of a deployment have in common. */
export interface FunctionSurroundings {
  readonly approvedRegions: readonly string[];
  /** The VPC; undefined: the functions run in the network of the Lambda service. */
  readonly place: FunctionPlace | undefined;
  readonly reservedConcurrency: number | undefined;
}

export interface BundledFunctionProps {
  readonly deployable: DeployableFunction;
  readonly grants: readonly Grant[];
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: ILogGroup;
  readonly surroundings: FunctionSurroundings;
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

const OUTSIDE_A_VPC =
  'The deployment did not choose a VPC (-c vpc=true puts every function into one without a way out). Either way nothing ' +
  'reaches a function but the service that invokes it, and it calls AWS services over TLS with a role of exact actions.';

/** What else holds the number of instances down. */
const BOUNDED_BY: Readonly<Partial<Record<FunctionKind, string>>> = {
  stream: 'One instance runs for each shard of the stream.',
  scheduled: 'One instance runs at each interval.',
  widget: 'People who look at a dashboard invoke it, as often as it is refreshed.',
};

const inPlace = ({ vpc, securityGroup }: FunctionPlace) => ({
  vpc,
  vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  securityGroups: [securityGroup],
});

/** One function of `shared/api/functions.ts`: the bundle that the local stack runs, byte for byte, and a role of its own. */
export class BundledFunction extends Construct {
  readonly function: Function;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { definition, directory } = props.deployable;
    const { approvedRegions, place, reservedConcurrency } = props.surroundings;
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
      reservedConcurrentExecutions: reservedConcurrency,
      ...(place === undefined ? {} : inPlace(place)),
      role: new FunctionRole(this, 'Access', {
        functionId: definition.id,
        grants: props.grants,
        logGroup: props.logGroup,
        approvedRegions,
        inVpc: place !== undefined,
      }).role,
    });
    this.acknowledgeFindings(definition.kind, props.surroundings);
  }

  private acknowledgeFindings(kind: FunctionKind, { place, reservedConcurrency }: FunctionSurroundings): void {
    acknowledge(this.function, 'hipaa', 'LambdaDLQ', WITHOUT_DEAD_LETTER_QUEUE[kind] ?? INVOKED_SYNCHRONOUSLY);
    if (place === undefined) acknowledge(this.function, 'hipaa', 'LambdaInsideVPC', OUTSIDE_A_VPC);
    if (reservedConcurrency !== undefined) return;
    acknowledge(
      this.function,
      'hipaa',
      'LambdaConcurrency',
      'Reserved concurrency is set by context when the quota of the account holds it; a new account’s does not. ' +
        (BOUNDED_BY[kind] ?? 'The gateway throttles each method.'),
    );
  }
}
