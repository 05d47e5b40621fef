import { DynamoDbIndexKeyStore } from '../../shared/adapters/aws/dynamodb-index-key-store';
import { DynamoDbTenantKeyStore } from '../../shared/adapters/aws/dynamodb-tenant-key-store';
import { once, settings } from './composition-root';
import { dynamoDb } from './pipeline-dependencies';

/** The store of wrapped tenant keys. */
export const tenantKeyStore = once(() => new DynamoDbTenantKeyStore(dynamoDb(), settings().TENANT_KEYS_TABLE_NAME));

/** The store of wrapped index keys, in the same table. */
export const indexKeyStore = once(() => new DynamoDbIndexKeyStore(dynamoDb(), settings().TENANT_KEYS_TABLE_NAME));
