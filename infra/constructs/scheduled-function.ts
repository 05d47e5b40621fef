import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { BundledFunction, type BundledFunctionProps } from './bundled-function';
import type { DeployableFunction, OfKind } from './deployable-functions';

export interface ScheduledFunctionProps extends BundledFunctionProps {
  readonly deployable: DeployableFunction<OfKind<'scheduled'>>;
}

/** A function that runs every so many minutes. */
export class ScheduledFunction extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id);
    const { definition } = props.deployable;
    new Rule(this, 'Rule', {
      description: `Phiducia: ${definition.id}`,
      schedule: Schedule.rate(Duration.minutes(definition.everyMinutes)),
      targets: [new LambdaFunction(new BundledFunction(this, 'Bundled', props).function)],
    });
  }
}
