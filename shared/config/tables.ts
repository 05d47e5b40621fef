/** A DynamoDB key attribute pair; all our keys are strings. */
export interface KeySchema {
  readonly partitionKey: string;
  readonly sortKey?: string;
}

export interface TableDefinition extends KeySchema {
  /** The variable that names the table to functions. */
  readonly environmentVariable: string;
  readonly indexes: Readonly<Record<string, Required<KeySchema>>>;
  /** No update and no delete for anyone, by resource policy (45 CFR 164.312(b), (c)(1)). */
  readonly appendOnly: boolean;
  readonly stream: boolean;
  readonly ttlAttribute?: string;
}

/**
 * What nobody may do to an append-only table: change, remove, or write around the condition of a put. The service
 * itself (TTL) may remove what has passed its retention.
 */
export const APPEND_ONLY_DENIED_ACTIONS = [
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PartiQLDelete',
] as const;

/** Every table, once: CDK deploys them, the local stack creates them, adapters name their keys and indexes from here. */
export const tables = {
  audit: {
    environmentVariable: 'AUDIT_TABLE_NAME',
    partitionKey: 'pk',
    sortKey: 'id',
    indexes: {
      'by-patient': { partitionKey: 'patient_pk', sortKey: 'id' },
      'by-user': { partitionKey: 'user_pk', sortKey: 'id' },
    },
    appendOnly: true,
    stream: true,
    ttlAttribute: 'expires_at',
  },
  /** Which days of a tree have events: what lets a list skip empty days. See docs/decisions. */
  'audit-days': {
    environmentVariable: 'AUDIT_DAYS_TABLE_NAME',
    partitionKey: 'tree',
    sortKey: 'day',
    indexes: {
      /** The trees of a day: how the catch-up finds what the stream lost. */
      'by-day': { partitionKey: 'day', sortKey: 'tree' },
    },
    appendOnly: true,
    stream: false,
    ttlAttribute: 'expires_at',
  },
  baa: {
    environmentVariable: 'BAA_TABLE_NAME',
    partitionKey: 'covered_entity_id',
    sortKey: 'id',
    indexes: {},
    appendOnly: false,
    stream: false,
  },
  /** What an accounting of disclosures is made of (45 CFR 164.528); its text is sealed. */
  disclosures: {
    environmentVariable: 'DISCLOSURES_TABLE_NAME',
    partitionKey: 'covered_entity_id',
    sortKey: 'id',
    indexes: { 'by-patient': { partitionKey: 'patient_pk', sortKey: 'disclosed_at' } },
    appendOnly: false,
    stream: false,
  },
  /** Which keyed creations were answered how: no caller's text, MACs and ids alone. See docs/decisions. */
  idempotency: {
    environmentVariable: 'IDEMPOTENCY_TABLE_NAME',
    partitionKey: 'id',
    indexes: {},
    appendOnly: false,
    stream: false,
    ttlAttribute: 'expires_at',
  },
  /** Work in pages; each write of a job is delivered by the stream as the call for its next page. */
  jobs: {
    environmentVariable: 'JOBS_TABLE_NAME',
    partitionKey: 'covered_entity_id',
    sortKey: 'id',
    indexes: {},
    appendOnly: false,
    stream: true,
  },
  keys: {
    environmentVariable: 'TENANT_KEYS_TABLE_NAME',
    partitionKey: 'covered_entity_id',
    sortKey: 'sk',
    indexes: {},
    appendOnly: false,
    stream: false,
  },
  /** Patients: facts in the clear, PHI sealed field by field. */
  patients: {
    environmentVariable: 'PATIENTS_TABLE_NAME',
    partitionKey: 'covered_entity_id',
    sortKey: 'id',
    indexes: {},
    appendOnly: false,
    stream: false,
  },
  /** Daily sums of the audit log, folded over the sequence. See docs/decisions/0012. */
  rollups: {
    environmentVariable: 'ROLLUPS_TABLE_NAME',
    partitionKey: 'tree',
    sortKey: 'sk',
    indexes: {},
    appendOnly: false,
    stream: false,
  },
  /** Who treats whom, a partition per tenant and user. */
  'care-teams': {
    environmentVariable: 'CARE_TEAMS_TABLE_NAME',
    partitionKey: 'member',
    sortKey: 'patient_id',
    indexes: {},
    appendOnly: false,
    stream: false,
  },
  /** The blind index: a partition per tenant, field, and truncated MAC. */
  'patient-index': {
    environmentVariable: 'PATIENT_INDEX_TABLE_NAME',
    partitionKey: 'entry',
    sortKey: 'patient_id',
    indexes: {},
    appendOnly: false,
    stream: false,
  },
  /** Readings of vital signs: a partition per tenant, patient, and type, by time of measurement. */
  biometrics: {
    environmentVariable: 'BIOMETRICS_TABLE_NAME',
    partitionKey: 'series',
    sortKey: 'taken',
    indexes: {},
    appendOnly: false,
    stream: false,
  },
  /** Emergency grants by time, their texts sealed. An index holds a grant until its review, or its escalation. */
  'emergency-grants': {
    environmentVariable: 'EMERGENCY_GRANTS_TABLE_NAME',
    partitionKey: 'covered_entity_id',
    sortKey: 'id',
    indexes: {
      'by-pending-user': { partitionKey: 'pending_user', sortKey: 'review_due_at' },
      'by-escalation': { partitionKey: 'escalation', sortKey: 'review_due_at' },
    },
    appendOnly: false,
    stream: false,
  },
  /** Uses of PHI that are breaches until decided otherwise (45 CFR 164.402). */
  'breach-assessments': {
    environmentVariable: 'BREACH_ASSESSMENTS_TABLE_NAME',
    partitionKey: 'covered_entity_id',
    sortKey: 'id',
    indexes: { 'by-escalation': { partitionKey: 'escalation', sortKey: 'due_at' } },
    appendOnly: false,
    stream: false,
  },
  /** Whose emergency access is suspended. */
  'emergency-suspensions': {
    environmentVariable: 'EMERGENCY_SUSPENSIONS_TABLE_NAME',
    partitionKey: 'covered_entity_id',
    sortKey: 'user_id',
    indexes: {},
    appendOnly: false,
    stream: false,
  },
  /** Which events of the second audit sink the audit table does not have yet. See docs/decisions/0030. */
  reconciliation: {
    environmentVariable: 'RECONCILIATION_TABLE_NAME',
    partitionKey: 'tree',
    indexes: {},
    appendOnly: false,
    stream: false,
  },
  /** Which item of the audit log has which position in its tree. See docs/decisions/0012. */
  sequence: {
    environmentVariable: 'SEQUENCE_TABLE_NAME',
    partitionKey: 'tree',
    sortKey: 'sk',
    indexes: {},
    appendOnly: false,
    stream: false,
    ttlAttribute: 'expires_at',
  },
  sessions: {
    environmentVariable: 'SESSIONS_TABLE_NAME',
    partitionKey: 'pk',
    indexes: {},
    appendOnly: false,
    stream: false,
    ttlAttribute: 'expires_at',
  },
} as const satisfies Record<string, TableDefinition>;

export type TableName = keyof typeof tables;
