/** When somebody is told. Sums of counts, maxima of durations, over so many minutes, at least `threshold`. */
export interface AlarmRule {
  /** The name of the alarm, and of its runbook `docs/runbooks/<id>.md`. */
  readonly id: string;
  readonly threshold: number;
  readonly minutes: number;
  /** One sentence: what has happened when it sounds. */
  readonly means: string;
}

/** Panels of the dashboards; each metric stands on one. */
export const PANELS = [
  'Accesses of PHI',
  'Refusals',
  'Emergency access',
  'Agreements',
  'Integrity of records and of the log',
  'Audit trail, from stream to rollup',
  'Requests',
  'Dependencies and settings',
  'Background work',
] as const;

/** A dimension that a metric is split by, besides the service. Its values are closed lists: never an id. */
export type MetricDimension = 'operation' | 'action' | 'purpose' | 'role' | 'reason' | 'days';

export interface MetricDefinition {
  readonly unit: 'Count' | 'Seconds';
  readonly panel: (typeof PANELS)[number];
  /** Each is a dimension set of its own beside the one of the service alone. */
  readonly by: readonly MetricDimension[];
  readonly alarm?: AlarmRule;
}

const FIVE_MINUTES = 5;
const HOUR = 60;

const told = (id: string, means: string, threshold = 1, minutes = FIVE_MINUTES): { readonly alarm: AlarmRule } => ({
  alarm: { id, means, threshold, minutes },
});

const count = (panel: MetricDefinition['panel'], alarm: Pick<MetricDefinition, 'alarm'> = {}) =>
  ({ unit: 'Count', panel, by: ['operation'], ...alarm }) as const satisfies MetricDefinition;

/** The namespace of all of them; the dimension `service` tells deployments of one account apart. */
export const METRIC_NAMESPACE = 'Phiducia';

/**
 * Every metric that functions emit, once: what may be counted, on which panel it stands, and who is told when. A metric
 * that is not here does not compile; dashboards and alarms are made of this (docs/decisions/0032). Counts that did not
 * happen are not emitted, so no data means zero, and no alarm here sounds for a lack of data.
 */
export const metricCatalogue = {
  PhiAccess: { unit: 'Count', panel: 'Accesses of PHI', by: ['action', 'purpose', 'role'] },
  EmergencySearch: count(
    'Emergency access',
    told('emergency-search', 'A clinician searched for patients beyond the own care teams, for the purpose emergency.'),
  ),
  EmergencyAccess: count('Emergency access', told('emergency-access', 'A clinician broke the glass.')),
  EmergencyReviewOverdue: count(
    'Emergency access',
    told('review-overdue', 'An emergency access was not reviewed within 72 hours.'),
  ),
  BreachAssessmentOverdue: count(
    'Emergency access',
    told('breach-assessment-overdue', 'A presumed breach was not decided within 60 days of its discovery.'),
  ),
  AuditFallbackUsed: count(
    'Emergency access',
    told(
      'audit-fallback',
      'The audit table could not be written; emergency access went on record in the bucket alone.',
    ),
  ),
  AuditFallbackFailed: count(
    'Emergency access',
    told(
      'audit-fallback-failed',
      'Neither the audit table nor the bucket took an event: emergency access was refused.',
    ),
  ),
  AuditFallbackUnreadable: count(
    'Audit trail, from stream to rollup',
    told(
      'audit-fallback-unreadable',
      'An event in the bucket is not as the service wrote it and does not come into the audit log.',
    ),
  ),
  AuditReconciled: count('Audit trail, from stream to rollup'),
  Refusal: { unit: 'Count', panel: 'Refusals', by: ['reason'] },
  AuthorisationRefused: count(
    'Refusals',
    told('authorisation-refusals', 'Many calls were refused for who made them.', 25),
  ),
  AccessAfterBaaEnd: count(
    'Agreements',
    told('access-after-baa-end', 'PHI was accessed under an agreement that has ended, as the rules permit.'),
  ),
  BaaExpiring: {
    unit: 'Count',
    panel: 'Agreements',
    by: ['days'],
    ...told('baa-expiring', 'An agreement ends in 90, 60, 30, or 7 days or fewer.'),
  },
  PhiIntegrityFailure: count(
    'Integrity of records and of the log',
    told('phi-integrity-failure', 'A ciphertext did not open: changed, moved to another context, or made up.'),
  ),
  StoredRecordIntegrityFailure: count(
    'Integrity of records and of the log',
    told('stored-record-integrity-failure', 'A stored record is not as the service wrote it.'),
  ),
  AuditTampering: count(
    'Integrity of records and of the log',
    told('audit-tampering', 'An audit event was changed or removed.'),
  ),
  AuditEventUnreadable: count(
    'Integrity of records and of the log',
    told('audit-event-unreadable', 'Something that is no event of ours was written into the audit table.'),
  ),
  AuditAppendFailed: count(
    'Audit trail, from stream to rollup',
    told(
      'audit-append-failed',
      'Audit events could not be written; the calls were answered 503, and nothing was released.',
    ),
  ),
  SequenceParked: count(
    'Audit trail, from stream to rollup',
    told('sequence-parked', 'A covered entity’s events are not sequenced any more, for a defect.'),
  ),
  CatchUpAdded: count(
    'Audit trail, from stream to rollup',
    told('catch-up-gap', 'The catch-up found audit events that the stream had lost.'),
  ),
  CatchUpLagSeconds: {
    unit: 'Seconds',
    panel: 'Audit trail, from stream to rollup',
    by: ['operation'],
    ...told('catch-up-lag', 'The audit log was not compared with its sequence for six hours.', 6 * 3600, HOUR),
  },
  RollupOverflow: count(
    'Audit trail, from stream to rollup',
    told('rollup-overflow', 'A day’s sums have no room left: figures of the report are lower bounds.'),
  ),
  RequestSucceeded: count('Requests'),
  RequestRefused: count('Requests'),
  RequestFailed: count('Requests'),
  SessionTouchFailed: count('Requests'),
  KmsUnavailable: count(
    'Dependencies and settings',
    told(
      'kms-unavailable',
      'KMS refused, throttled, or did not answer; PHI of tenants without a cached key stays shut.',
      3,
    ),
  ),
  DependencyUnavailable: count(
    'Dependencies and settings',
    told('dependency-unavailable', 'DynamoDB or another service did not do what was asked.', 5),
  ),
  ReadinessProbeFailed: count(
    'Dependencies and settings',
    told('readiness-probe-failed', 'A probe of a control ended in an error.'),
  ),
  Misconfigured: count(
    'Dependencies and settings',
    told('misconfigured', 'A function’s settings are missing or wrong, or its Region is not approved; it is closed.'),
  ),
  WorkerSucceeded: count('Background work'),
  WorkerFailed: count(
    'Background work',
    told('worker-failed', 'A function of a stream or a schedule fails again and again.', 3, 15),
  ),
  JobFailed: count('Background work', told('job-failed', 'A re-encryption job gave up.')),
} as const satisfies Readonly<Record<string, MetricDefinition>>;

type Catalogue = typeof metricCatalogue;

/** A metric by its name. */
export type MetricName = keyof Catalogue;

type Split = { [Name in MetricName]: Catalogue[Name]['by'] extends readonly ['operation'] ? never : Name }[MetricName];
type Duration = { [Name in MetricName]: Catalogue[Name]['unit'] extends 'Seconds' ? Name : never }[MetricName];

/** Metrics that are split by words of their own, and not by operation. */
export type SplitName = Split;
export type DurationName = Duration;
export type CountName = Exclude<MetricName, SplitName | DurationName>;

/** The words that a split metric is split by. */
export type SplitBy<Name extends SplitName> = Readonly<Record<Catalogue[Name]['by'][number], string>>;
