import { kmsClient } from '../../shared/adapters/aws/clients';
import { DynamoDbIndexKeyStore } from '../../shared/adapters/aws/dynamodb-index-key-store';
import { KmsKeyWrapping } from '../../shared/adapters/aws/kms-key-wrapping';
import { IndexKeyring } from '../../shared/application/index-keyring';
import { once, settings } from './composition-root';
import { dynamoDb, pipelineDependencies } from './pipeline-dependencies';

/** What functions need that write or read the blind index; its cache lives as long as the instance. */
export const indexKeyring = once((): IndexKeyring => {
  const { clock, randomness, audit, retentionYears } = pipelineDependencies();
  const indexKeys = new DynamoDbIndexKeyStore(dynamoDb(), settings().TENANT_KEYS_TABLE_NAME);
  const wrapping = new KmsKeyWrapping(kmsClient(), settings().PHI_KEY_ARN);
  return new IndexKeyring({ indexKeys, wrapping, audit, clock, randomness, retentionYears });
});
