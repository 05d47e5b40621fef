import { s3Client } from '../../shared/adapters/aws/clients';
import { DynamoDbAuditCopies } from '../../shared/adapters/aws/dynamodb-audit-copies';
import { DynamoDbReconciliationLedger } from '../../shared/adapters/aws/dynamodb-reconciliation-ledger';
import { S3KeptAuditEvents } from '../../shared/adapters/aws/s3-kept-audit-events';
import type { Reconciled, ReconcileDependencies } from '../../shared/application/reconcile-audit';
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
  { copied, unreadable, finished, errors }: Reconciled,
  invocation: Pick<Invocation, 'failed'>,
): void => {
  if (copied > 0) {
    logger().info('audit reconciled', { operation, items: copied, finished });
    metrics().count('AuditReconciled', copied);
  }
  for (const name of unreadable) {
    const [tree] = name.split('/');
    logger().error('audit fallback unreadable', { operation, ...(tree === undefined ? {} : { tree }) });
  }
  if (unreadable.length > 0) metrics().count('AuditFallbackUnreadable', unreadable.length);
  for (const error of errors) invocation.failed(error);
};
