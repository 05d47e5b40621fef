import { Metrics as PowertoolsMetrics, MetricUnit } from '@aws-lambda-powertools/metrics';

const NAMESPACE = 'Phiducia';
const SERVICE = 'phiducia';

/** Every metric, for alarms and dashboards to name. All are counts. */
export type MetricName =
  | 'RequestSucceeded'
  | 'RequestRefused'
  | 'RequestFailed'
  | 'AuditAppendFailed'
  | 'DependencyUnavailable'
  | 'KmsUnavailable'
  | 'PhiIntegrityFailure'
  | 'AccessAfterBaaEnd'
  | 'ReadinessProbeFailed'
  | 'SessionTouchFailed'
  | 'Misconfigured';

/** Counts by operation, in CloudWatch's embedded metric format. */
export interface Metrics {
  count(name: MetricName): void;
  /** Writes out what was counted since the last time, under the operation's name. */
  publish(operation: string): void;
}

export const createMetrics = (): Metrics => {
  const powertools = new PowertoolsMetrics({ namespace: NAMESPACE, serviceName: SERVICE });
  return {
    count: (name) => powertools.addMetric(name, MetricUnit.Count, 1),
    publish: (operation) => {
      powertools.addDimension('operation', operation);
      powertools.publishStoredMetrics();
    },
  };
};
