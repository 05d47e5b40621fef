import * as z from 'zod';

const FAULT_SERVICES = ['dynamodb', 'kms', 's3', 'secretsmanager'] as const;
export type FaultService = (typeof FAULT_SERVICES)[number];

const FAULT_KINDS = ['hang', 'reset', 'lost_reply', 'half_reply', 'cut_reply', 'not_json', 'unprocessed'] as const;

/** Why DynamoDB cancels a transaction, besides a condition that fails. */
const CANCELLATION_CODES = [
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'ValidationError',
  'ItemCollectionSizeLimitExceeded',
] as const;

const TableName = z.string().regex(/^[A-Za-z0-9_.-]{1,255}$/);

/**
 * A fault that an engine plays instead of, or after, its work:
 * - an AWS error name: that error, nothing done;
 * - `hang`: no answer until somebody closes the connection, nothing done;
 * - `reset`: the connection is reset, nothing done;
 * - `lost_reply`: the work is done, then the connection is reset, so that the caller does not know;
 * - `half_reply`: the work is done; the headers and half of the body come, then the connection is reset;
 * - `cut_reply`: the work is done; the answer is whole for HTTP, its body is half of what it was;
 * - `not_json`: a page of HTML with status 200, nothing done;
 * - `unprocessed`: half of a batch is done, the other half comes back as unprocessed; no fault for other operations.
 */
export const FaultInput = z.strictObject({
  service: z.enum(FAULT_SERVICES),
  /** API name, such as `TransactWriteItems`, or `*`. */
  operation: z.string().regex(/^(\*|[A-Z][A-Za-z0-9]{1,63})$/),
  /** Logical table name (audit, baa, patients, …); absent: any request of the operation. */
  table: TableName.optional(),
  /** Logical table names that the request must touch, all of them: one transaction among several. */
  tables: z.array(TableName).min(1).max(25).optional(),
  error: z.union([z.enum(FAULT_KINDS), z.string().regex(/^[A-Z][A-Za-z0-9]{2,79}$/)]),
  /** With `TransactionCanceledException`: the code of its reasons; absent: `TransactionConflict`. */
  reason: z.enum(CANCELLATION_CODES).optional(),
  /** 0 = until cleared, n = n times. */
  count: z.int().min(0).max(1_000_000),
});

export type Fault = Readonly<z.output<typeof FaultInput>>;

/** A request as the registry matches it; `tables` are logical names. */
export interface FaultTarget {
  readonly service: FaultService;
  readonly operation: string;
  readonly tables?: readonly string[];
}
