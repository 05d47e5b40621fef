import type { DynamoDBBatchResponse } from 'aws-lambda';
import type { SequencedBatch } from '../../shared/application/sequence-audit-events';
import { logger, metrics } from './composition-root';
import { reportParked } from './report-parked';
import type { Invocation } from './worker-lambda';

/**
 * Logs and counts what a batch brought to light, and says where the stream must go on: an empty list means that all is
 * done (RELIABILITY 17), parked trees included, which are the catch-up's from then on.
 */
export const reportBatch = (
  operation: string,
  batch: SequencedBatch,
  invocation: Pick<Invocation, 'failed'>,
): DynamoDBBatchResponse => {
  for (const event_id of batch.tampered) logger().error('audit event changed', { operation, event_id });
  for (const event_id of batch.unreadable) logger().error('audit event unreadable', { operation, event_id });
  if (batch.tampered.length > 0) metrics().count('AuditTampering', batch.tampered.length);
  if (batch.unreadable.length > 0) metrics().count('AuditEventUnreadable', batch.unreadable.length);
  reportParked(operation, batch, invocation);
  if (batch.failedFrom === undefined) return { batchItemFailures: [] };
  invocation.failed(batch.error);
  return { batchItemFailures: [{ itemIdentifier: batch.failedFrom }] };
};
