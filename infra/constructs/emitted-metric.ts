import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  METRIC_NAMESPACE,
  metricCatalogue,
  type MetricDefinition,
  type MetricDimension,
  type MetricName,
} from '../../shared/config/metrics';

/** The catalogue by name, each definition in its general form. */
export const metricDefinitions: Readonly<Record<MetricName, MetricDefinition>> = metricCatalogue;

const statisticOf = (name: MetricName): string => (metricDefinitions[name].unit === 'Count' ? 'Sum' : 'Maximum');

export interface EmittedMetricProps {
  readonly serviceName: string;
  readonly name: MetricName;
  readonly minutes?: number;
}

/** A metric of the catalogue: over all of the deployment, or where a dimension has one value. */
export const emittedMetric = (
  { serviceName, name, minutes = 5 }: EmittedMetricProps,
  where: Partial<Readonly<Record<MetricDimension, string>>> = {},
): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap: { service: serviceName, ...where },
    statistic: statisticOf(name),
    period: Duration.minutes(minutes),
  });

/** The same as a line of a graph, named by what tells it from its neighbours. */
export const shownMetric = (
  props: EmittedMetricProps,
  where: Partial<Readonly<Record<MetricDimension, string>>> = {},
): Metric => emittedMetric(props, where).with({ label: Object.values(where)[0] ?? props.name });

/** The same, a line for each value that the dimension had. */
export const splitMetric = (
  { serviceName, name, minutes = 5 }: EmittedMetricProps,
  by: MetricDimension,
): MathExpression =>
  new MathExpression({
    expression: `SEARCH('{${METRIC_NAMESPACE},${[by, 'service'].sort().join(',')}} MetricName="${name}" service="${serviceName}"', '${statisticOf(name)}', ${minutes * 60})`,
    label: '',
    period: Duration.minutes(minutes),
  });
