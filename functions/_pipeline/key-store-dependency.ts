import { DynamoDbTenantKeyStore } from '../../shared/adapters/aws/dynamodb-tenant-key-store';
import { once, settings } from './composition-root';
import { dynamoDb } from './pipeline-dependencies';

/** The store of wrapped tenant keys. */
export const tenantKeyStore = once(() => new DynamoDbTenantKeyStore(dynamoDb(), settings().TENANT_KEYS_TABLE_NAME));
