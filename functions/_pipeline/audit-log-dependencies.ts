import { secretsManagerClient } from '../../shared/adapters/aws/clients';
import { DynamoDbAuditLogReader } from '../../shared/adapters/aws/dynamodb-audit-log-reader';
import { SecretsManagerCursorKey } from '../../shared/adapters/aws/secrets-manager-cursor-key';
import { CursorKeys } from '../../shared/application/cursor-keys';
import type { AuditLogDependencies } from '../../shared/application/list-audit-logs';
import { once, settings } from './composition-root';
import { auditTables, dynamoDb, pipelineDependencies } from './pipeline-dependencies';

/** What functions that read the audit log need besides. */
export const auditLogDependencies = once((): AuditLogDependencies => {
  const { clock, randomness, audit } = pipelineDependencies();
  const source = new SecretsManagerCursorKey(secretsManagerClient(), settings().CURSOR_KEY_SECRET_ARN);
  return {
    clock,
    randomness,
    audit,
    log: new DynamoDbAuditLogReader(dynamoDb(), auditTables(), clock),
    cursors: new CursorKeys(source, clock),
  };
});
