import { Metrics as PowertoolsMetrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { CountName, DurationName, SplitBy, SplitName } from '../config/metrics';

/** As `METRIC_NAMESPACE` of the catalogue, whose texts stay out of the bundles. */
const NAMESPACE = 'Phiducia';

/** Counts and durations, in CloudWatch's embedded metric format: each over all, and once more by each dimension. */
export interface Metrics {
  /** @param value default 1 */
  count(name: CountName, value?: number): void;
  measure(name: DurationName, seconds: number): void;
  /** Writes out at once a metric that is split by words of closed lists. */
  tally<Name extends SplitName>(name: Name, by: SplitBy<Name>): void;
  /** Writes out what was counted since the last time, over all and under the operation's name. */
  publish(operation: string): void;
}

/** @param serviceName the dimension that tells deployments of one account apart */
export const createMetrics = (serviceName: string): Metrics => {
  const make = () => new PowertoolsMetrics({ namespace: NAMESPACE, serviceName });
  const counts = make();
  const tallies = make();
  return {
    count: (name, value = 1) => counts.addMetric(name, MetricUnit.Count, value),
    measure: (name, seconds) => counts.addMetric(name, MetricUnit.Seconds, seconds),
    tally: (name, by) => {
      tallies.addDimensions({});
      for (const [dimension, value] of Object.entries<string>(by)) tallies.addDimensions({ [dimension]: value });
      tallies.addMetric(name, MetricUnit.Count, 1);
      tallies.publishStoredMetrics();
    },
    publish: (operation) => {
      counts.addDimensions({});
      counts.addDimensions({ operation });
      counts.publishStoredMetrics();
    },
  };
};
