import { Metrics as PowertoolsMetrics, MetricUnit } from '@aws-lambda-powertools/metrics';

const NAMESPACE = 'Phiducia';
const SERVICE = 'phiducia';

/** Every count, for alarms and dashboards to name. */
export type MetricName =
  | 'RequestSucceeded'
  | 'RequestRefused'
  | 'RequestFailed'
  | 'AuditAppendFailed'
  | 'AuditFallbackUsed'
  | 'AuditFallbackFailed'
  | 'AuditFallbackUnreadable'
  | 'AuditReconciled'
  | 'DependencyUnavailable'
  | 'KmsUnavailable'
  | 'PhiIntegrityFailure'
  | 'StoredRecordIntegrityFailure'
  | 'AccessAfterBaaEnd'
  | 'EmergencySearch'
  | 'EmergencyAccess'
  | 'EmergencyReviewOverdue'
  | 'BreachAssessmentOverdue'
  | 'BaaExpiring'
  | 'ReadinessProbeFailed'
  | 'SessionTouchFailed'
  | 'Misconfigured'
  | 'AuditTampering'
  | 'AuditEventUnreadable'
  | 'JobFailed'
  | 'RollupOverflow'
  | 'SequenceParked'
  | 'CatchUpAdded'
  | 'WorkerSucceeded'
  | 'WorkerFailed';

/** Every duration, in seconds. */
type DurationName = 'CatchUpLagSeconds';

/** Counts and durations by operation, in CloudWatch's embedded metric format. */
export interface Metrics {
  /** @param value default 1 */
  count(name: MetricName, value?: number): void;
  measure(name: DurationName, seconds: number): void;
  /** Writes out what was counted since the last time, under the operation's name. */
  publish(operation: string): void;
}

export const createMetrics = (): Metrics => {
  const powertools = new PowertoolsMetrics({ namespace: NAMESPACE, serviceName: SERVICE });
  return {
    count: (name, value = 1) => powertools.addMetric(name, MetricUnit.Count, value),
    measure: (name, seconds) => powertools.addMetric(name, MetricUnit.Seconds, seconds),
    publish: (operation) => {
      powertools.addDimension('operation', operation);
      powertools.publishStoredMetrics();
    },
  };
};
