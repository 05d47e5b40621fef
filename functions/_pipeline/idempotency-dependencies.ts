import { secretsManagerClient } from '../../shared/adapters/aws/clients';
import { DynamoDbIdempotencyStore } from '../../shared/adapters/aws/dynamodb-idempotency-store';
import { SecretsManagerCursorKey } from '../../shared/adapters/aws/secrets-manager-cursor-key';
import type { RepeatableDependencies } from '../../shared/application/create-once';
import { CursorKeys } from '../../shared/application/cursor-keys';
import { once, settings } from './composition-root';
import { dynamoDb, pipelineDependencies } from './pipeline-dependencies';

/** What functions need besides that create something at most once for each idempotency key. */
export const idempotencyDependencies = once((): RepeatableDependencies => {
  const { clock, randomness, audit } = pipelineDependencies();
  const source = new SecretsManagerCursorKey(secretsManagerClient(), settings().CURSOR_KEY_SECRET_ARN);
  return {
    clock,
    randomness,
    audit,
    idempotency: new DynamoDbIdempotencyStore(dynamoDb(), settings().IDEMPOTENCY_TABLE_NAME),
    cursors: new CursorKeys(source, clock),
  };
});
