import { DynamoDbAuditLogReader } from '../../shared/adapters/aws/dynamodb-audit-log-reader';
import { DynamoDbDisclosureStore } from '../../shared/adapters/aws/dynamodb-disclosure-store';
import type { CreateManualEventDependencies } from '../../shared/application/create-manual-event';
import { once, settings } from './composition-root';
import { envelopeDependencies } from './envelope-dependencies';
import { idempotencyDependencies } from './idempotency-dependencies';
import { auditTables, dynamoDb } from './pipeline-dependencies';

/** The store of records of disclosures. */
export const disclosureStore = once(() => new DynamoDbDisclosureStore(dynamoDb(), settings().DISCLOSURES_TABLE_NAME));

/** What the function needs that enters into the audit log what happened elsewhere. */
export const manualEventDependencies = once((): CreateManualEventDependencies => {
  const { keyring, region } = envelopeDependencies();
  const dependencies = idempotencyDependencies();
  return {
    ...dependencies,
    log: new DynamoDbAuditLogReader(dynamoDb(), auditTables(), dependencies.clock),
    disclosures: disclosureStore(),
    keyring,
    region,
  };
});
