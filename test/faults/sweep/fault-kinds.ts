import type { Fault } from '../../../infra/local/engines/faults/fault';
import type { SeenCall } from '../../support/local-stack';

/** What the caller of an engine can know after a fault, which decides what it may answer. */
type Effect =
  /** Nothing was done, and a second attempt may succeed. */
  | 'transient'
  /** Nothing was done, and trying again does not help. */
  | 'refused'
  /** The engine calls the request wrong: a defect of ours. */
  | 'defect'
  /** Whether it was done is not known. */
  | 'unknown'
  /** No answer at all. */
  | 'hang'
  /** Half of a batch is done. */
  | 'partial';

export interface FaultKind extends Pick<Fault, 'error' | 'reason'> {
  readonly effect: Effect;
}

const kinds = (effect: Effect, errors: readonly string[]): readonly FaultKind[] =>
  errors.map((error) => ({ error, effect }));

const CONNECTION: readonly FaultKind[] = [
  ...kinds('unknown', ['reset', 'lost_reply', 'half_reply', 'cut_reply', 'not_json']),
  ...kinds('hang', ['hang']),
];

const cancelled = (effect: Effect, reason: NonNullable<Fault['reason']>): FaultKind => ({
  error: 'TransactionCanceledException',
  reason,
  effect,
});

/** Of transactions alone, and of their tokens (row 7): our own try before is under way, or was something else. */
const TRANSACTION: readonly FaultKind[] = [
  ...kinds('transient', ['TransactionInProgressException']),
  ...kinds('defect', ['IdempotentParameterMismatchException']),
  cancelled('transient', 'TransactionConflict'),
  cancelled('transient', 'ThrottlingError'),
  cancelled('transient', 'ProvisionedThroughputExceeded'),
  cancelled('defect', 'ValidationError'),
  cancelled('defect', 'ItemCollectionSizeLimitExceeded'),
];

const DYNAMODB: readonly FaultKind[] = [
  ...kinds('transient', [
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
    'InternalServerError',
  ]),
  ...kinds('refused', ['AccessDeniedException', 'ResourceNotFoundException']),
  ...kinds('defect', ['ValidationException']),
  ...CONNECTION,
];

const KMS: readonly FaultKind[] = [
  ...kinds('transient', ['ThrottlingException', 'KMSInternalException', 'DependencyTimeoutException']),
  ...kinds('refused', ['DisabledException', 'KMSInvalidStateException', 'NotFoundException', 'AccessDeniedException']),
  ...CONNECTION,
];

const S3: readonly FaultKind[] = [
  ...kinds('transient', ['SlowDown', 'InternalError', 'ServiceUnavailable']),
  ...kinds('refused', ['AccessDenied', 'NoSuchBucket']),
  ...CONNECTION,
];

const SECRETS: readonly FaultKind[] = [
  ...kinds('transient', ['ThrottlingException', 'InternalServiceError']),
  ...kinds('refused', ['AccessDeniedException', 'ResourceNotFoundException', 'DecryptionFailure']),
  ...CONNECTION,
];

const BATCHES = new Set(['BatchGetItem', 'BatchWriteItem']);

/** The faults that a call can meet. */
export const kindsOf = ({ service, operation }: Pick<SeenCall, 'service' | 'operation'>): readonly FaultKind[] => {
  if (service === 'kms') return KMS;
  if (service === 's3') return S3;
  if (service === 'secretsmanager') return SECRETS;
  return [
    ...DYNAMODB,
    ...(operation === 'TransactWriteItems' ? TRANSACTION : []),
    ...(BATCHES.has(operation) ? kinds('partial', ['unprocessed']) : []),
  ];
};

/** The name under which a kind stands in the table. */
export const nameOf = ({ error, reason }: FaultKind): string => reason ?? error;

/** The service as a fault names it. */
const SERVICES = ['dynamodb', 'kms', 's3', 'secretsmanager'] as const;

/**
 * The fault of a kind on a call, `count` times. A transaction is met by all of its tables, for others may begin with the
 * same; a cancellation blames the entries on one of them, the first where it passes, the last where it stays.
 */
export const faultOn = (call: SeenCall, { error, reason }: FaultKind, count: number): Fault => {
  const service = SERVICES.find((name) => name === call.service);
  if (service === undefined) throw new Error(`no faults for ${call.service}`);
  const tables = [...new Set(call.tables)];
  const table = tables.at(count === 0 ? -1 : 0);
  return {
    service,
    operation: call.operation,
    ...(table === undefined ? {} : { table, tables }),
    error,
    ...(reason === undefined ? {} : { reason }),
    count,
  };
};
