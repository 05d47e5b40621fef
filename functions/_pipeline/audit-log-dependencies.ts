import { DynamoDbAuditLogReader } from '../../shared/adapters/aws/dynamodb-audit-log-reader';
import type { AuditLogDependencies } from '../../shared/application/list-audit-logs';
import { once } from './composition-root';
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
  };
});
