import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface FunctionOutcomesProps {
  readonly serviceName: string;
  /** By the name under which the filters of each stand in the template. */
  readonly logGroups: Readonly<Record<string, ILogGroup>>;
}

/** Invocations that ended without an answer, as Lambda itself reports them in its JSON logs. */
const PATTERNS = {
  FunctionTimeout: '{ ($.type = "platform.report") && ($.record.status = "timeout") }',
  FunctionError: '{ ($.type = "platform.report") && (($.record.status = "error") || ($.record.status = "failure")) }',
} as const;

export type FunctionOutcome = keyof typeof PATTERNS;

/** The namespace of metrics out of the logs: their filters know no dimension, so it names the deployment. */
const namespaceOf = (serviceName: string): string => `${serviceName}/Functions`;

/** Sums over all functions of a deployment. CloudWatch has none of its own: its metrics are per function or per account. */
export const outcomeMetric = (serviceName: string, metricName: FunctionOutcome, minutes = 5): Metric =>
  new Metric({
    namespace: namespaceOf(serviceName),
    metricName,
    statistic: 'Sum',
    period: Duration.minutes(minutes),
  });

/** Counts timeouts and crashes of all functions, in each of their log groups. */
export class FunctionOutcomes extends Construct {
  constructor(scope: Construct, id: string, { serviceName, logGroups }: FunctionOutcomesProps) {
    super(scope, id);
    for (const [name, logGroup] of Object.entries(logGroups)) {
      for (const [metricName, pattern] of Object.entries(PATTERNS)) {
        new MetricFilter(this, `${name}${metricName}`, {
          logGroup,
          metricNamespace: namespaceOf(serviceName),
          metricName,
          metricValue: '1',
          filterPattern: FilterPattern.literal(pattern),
        });
      }
    }
  }
}
