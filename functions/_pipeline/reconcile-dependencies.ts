import { s3Client } from '../../shared/adapters/aws/clients';
import { DynamoDbAuditCopies } from '../../shared/adapters/aws/dynamodb-audit-copies';
import { DynamoDbReconciliationLedger } from '../../shared/adapters/aws/dynamodb-reconciliation-ledger';
import { S3KeptAuditEvents } from '../../shared/adapters/aws/s3-kept-audit-events';
import type { Reconciled, ReconcileDependencies } from '../../shared/application/reconcile-audit';
import { isUlid } from '../../shared/domain/ulid';
import { logger, metrics, once, settings } from './composition-root';
import { auditTables, dynamoDb } from './pipeline-dependencies';
import { sequencerDependencies } from './sequencer-dependencies';
import type { Invocation } from './worker-lambda';

/** What the reconciler of the second audit sink needs. @throws MisconfiguredError */
export const reconcileDependencies = once((): ReconcileDependencies => ({
  ...sequencerDependencies(),
  kept: new S3KeptAuditEvents(s3Client(), settings().EVIDENCE_BUCKET_NAME),
  copies: new DynamoDbAuditCopies(dynamoDb(), auditTables()),
  ledger: new DynamoDbReconciliationLedger(dynamoDb(), settings().RECONCILIATION_TABLE_NAME),
}));

/** Logs and counts what a run copied, and what it could not: that stays pending, and alarms with each run. */
export const reportReconciled = (
  operation: string,
  { copied, pending, unreadable, finished, errors }: Reconciled,
  invocation: Pick<Invocation, 'failed'>,
): void => {
  if (copied > 0) {
    logger().info('audit reconciled', { operation, items: copied, finished });
    metrics().count('AuditReconciled', copied);
  }
  if (pending > 0) metrics().count('AuditPending', pending);
  for (const path of unreadable) {
    const [tree = '', name = ''] = path.split('/');
    // Whoever put an object may have named it as they liked: only an id may stand in a log.
    logger().error('audit fallback unreadable', { operation, tree, ...(isUlid(name) ? { event_id: name } : {}) });
  }
  if (unreadable.length > 0) metrics().count('AuditFallbackUnreadable', unreadable.length);
  for (const error of errors) invocation.failed(error);
};
