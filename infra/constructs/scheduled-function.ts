import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
    const { function: target } = new BundledFunction(this, 'Bundled', props);
    const rule = new Rule(this, 'Rule', {
      description: `Phiducia: ${definition.id}`,
      schedule: Schedule.rate(Duration.minutes(definition.everyMinutes)),
      // Not CDK's own target: the id of its permission would hold the stack's name, and so the stage.
      targets: [{ bind: () => ({ arn: target.functionArn }) }],
    });
    target.addPermission('Schedule', {
      principal: new ServicePrincipal('events.amazonaws.com'),
      sourceArn: rule.ruleArn,
    });
  }
}
