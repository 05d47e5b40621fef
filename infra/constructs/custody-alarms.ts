import { Alarm, ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmDefinition } from './alarm-definition';
import { pascalCase } from './pascal-case';

export interface CustodyAlarmsProps {
  readonly serviceName: string;
  readonly topic: ITopic;
  readonly alarms: readonly AlarmDefinition[];
}

/** Alarms that tell people, each with its runbook (45 CFR 164.308(a)(6)(ii), 164.308(a)(1)(ii)(D)). */
export class CustodyAlarms extends Construct {
  constructor(scope: Construct, id: string, { serviceName, topic, alarms }: CustodyAlarmsProps) {
    super(scope, id);
    const tell = new SnsAction(topic);
    for (const { name, runbook, means, metric, threshold, comparison, periods = 1, missing } of alarms) {
      const alarm = new Alarm(this, pascalCase(name), {
        alarmName: `${serviceName}-${name}`,
        alarmDescription: `${means} What to do: docs/runbooks/${runbook}.md`,
        metric,
        threshold,
        comparisonOperator: comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: periods,
        datapointsToAlarm: periods,
        treatMissingData: missing,
      });
      alarm.addAlarmAction(tell);
    }
  }
}
