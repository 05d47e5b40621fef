import { DynamoDbAuditLogReader } from '../../shared/adapters/aws/dynamodb-audit-log-reader';
import { DynamoDbReconciliationLedger } from '../../shared/adapters/aws/dynamodb-reconciliation-ledger';
import type { AuditLogDependencies } from '../../shared/application/list-audit-logs';
import { once, settings } from './composition-root';
import { cursorKeys } from './cursor-key-dependency';
import { auditTables, dynamoDb, pipelineDependencies } from './pipeline-dependencies';

/** What functions that read the audit log need besides. */
export const auditLogDependencies = once((): AuditLogDependencies => {
  const { clock, randomness, audit } = pipelineDependencies();
  return {
    clock,
    randomness,
    audit,
    log: new DynamoDbAuditLogReader(dynamoDb(), auditTables(), clock),
    cursors: cursorKeys(),
    reconciliation: new DynamoDbReconciliationLedger(dynamoDb(), settings().RECONCILIATION_TABLE_NAME),
  };
});
