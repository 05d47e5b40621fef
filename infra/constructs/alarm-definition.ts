import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { functionDefinitions } from '../../shared/api/functions';
import { STAGE_NAME } from '../../shared/api/routes/routes';
import type { MetricName } from '../../shared/config/metrics';
import { emittedMetric, metricDefinitions } from './emitted-metric';
import { outcomeMetric } from './function-outcomes';

/** When an alarm sounds, why, and what is decided for a lack of data. */
export interface AlarmDefinition {
  /** Unique, kebab-case; with the service before it, the alarm's name. */
  readonly name: string;
  /** The file `docs/runbooks/<runbook>.md`. */
  readonly runbook: string;
  readonly means: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** @default at least the threshold */
  readonly comparison?: ComparisonOperator;
  /** Periods in a row. @default 1 */
  readonly periods?: number;
  readonly missing: TreatMissingData;
}

const alarmingNames = Object.keys(metricDefinitions) as MetricName[];

/** An alarm for each metric of the catalogue that names one. What did not happen is not emitted: no data is no alarm. */
export const emittedAlarms = (serviceName: string): readonly AlarmDefinition[] =>
  alarmingNames.flatMap((name) => {
    const { alarm } = metricDefinitions[name];
    if (alarm === undefined) return [];
    const { id, means, threshold, minutes } = alarm;
    const metric = emittedMetric({ serviceName, name, minutes });
    return [{ name: id, runbook: id, means, metric, threshold, missing: TreatMissingData.NOT_BREACHING }];
  });

/** The operation under which a function of a stream, a schedule, or a dashboard counts itself. */
const operationOf = (functionId: string): string => functionId.charAt(0).toLowerCase() + functionId.slice(1);

const LEAST_SILENCE_MINUTES = 15;

/** An alarm for each scheduled function that did not succeed for three intervals: here no data is what is wrong. */
export const scheduleAlarms = (serviceName: string): readonly AlarmDefinition[] =>
  functionDefinitions.flatMap((definition) => {
    if (definition.kind !== 'scheduled') return [];
    const operation = operationOf(definition.id);
    const minutes = Math.max(LEAST_SILENCE_MINUTES, 3 * definition.everyMinutes);
    return [
      {
        name: `schedule-not-running-${operation}`,
        runbook: 'schedule-not-running',
        means: `${definition.id}, due every ${definition.everyMinutes} minutes, did not succeed for ${minutes} minutes.`,
        metric: emittedMetric({ serviceName, name: 'WorkerSucceeded', minutes }, { operation }),
        threshold: 1,
        comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
        missing: TreatMissingData.BREACHING,
      },
    ];
  });

const LATEST_MS = 10 * 60_000;

/** The age of the oldest record that a stream's function has not dealt with; without records there is none. */
export const streamAlarm = (functionId: string, functionName: string): AlarmDefinition => ({
  name: `stream-iterator-age-${operationOf(functionId)}`,
  runbook: 'stream-iterator-age',
  means: `${functionId} is more than ten minutes behind its stream, which keeps records for 24 hours.`,
  metric: new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'IteratorAge',
    dimensionsMap: { FunctionName: functionName },
    statistic: 'Maximum',
    period: Duration.minutes(5),
  }),
  threshold: LATEST_MS,
  periods: 2,
  missing: TreatMissingData.NOT_BREACHING,
});

/** The gateway's own count of answers: what the functions never got to say is in it. */
const failureRate = (apiName: string): MathExpression => {
  const metric = (metricName: string, statistic: string): Metric =>
    new Metric({
      namespace: 'AWS/ApiGateway',
      metricName,
      dimensionsMap: { ApiName: apiName, Stage: STAGE_NAME },
      statistic,
      period: Duration.minutes(5),
    });
  return new MathExpression({
    // Of a handful of requests, one is no rate.
    expression: 'IF(requests >= 20, 100 * failures / requests, 0)',
    usingMetrics: { failures: metric('5XXError', 'Sum'), requests: metric('Count', 'Sum') },
    label: 'Answers 5xx, in percent',
    period: Duration.minutes(5),
  });
};

export interface PlatformAlarmProps {
  readonly serviceName: string;
  readonly apiName: string;
  readonly auditTableName: string;
}

/** Alarms on what AWS measures itself. */
export const platformAlarms = ({
  serviceName,
  apiName,
  auditTableName,
}: PlatformAlarmProps): readonly AlarmDefinition[] => {
  const missing = TreatMissingData.NOT_BREACHING;
  return [
    {
      name: 'api-5xx-rate',
      runbook: 'api-5xx-rate',
      means: 'More than 5 % of at least 20 answers were 5xx, for ten minutes.',
      metric: failureRate(apiName),
      threshold: 5,
      periods: 2,
      missing,
    },
    {
      name: 'function-timeouts',
      runbook: 'function-timeouts',
      means: 'A function was ended by its timeout, without an answer.',
      metric: outcomeMetric(serviceName, 'FunctionTimeout'),
      threshold: 1,
      missing,
    },
    {
      name: 'function-errors',
      runbook: 'function-errors',
      means: 'Functions ended in an error without an answer, three times within 15 minutes.',
      metric: outcomeMetric(serviceName, 'FunctionError', 15),
      threshold: 3,
      missing,
    },
    {
      name: 'function-throttles',
      runbook: 'function-throttles',
      means:
        'Lambda refused invocations in this account and Region for want of concurrency, which all functions share.',
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'Throttles',
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      threshold: 5,
      missing,
    },
    {
      name: 'audit-table-throttled',
      runbook: 'audit-table-throttled',
      means: 'DynamoDB throttled writes of audit events; where retries did not help, calls were answered 503.',
      metric: new Metric({
        namespace: 'AWS/DynamoDB',
        metricName: 'WriteThrottleEvents',
        dimensionsMap: { TableName: auditTableName },
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      threshold: 1,
      missing,
    },
  ];
};
