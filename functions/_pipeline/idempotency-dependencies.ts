import { DynamoDbIdempotencyStore } from '../../shared/adapters/aws/dynamodb-idempotency-store';
import type { RepeatableDependencies } from '../../shared/application/create-once';
import { once, settings } from './composition-root';
import { cursorKeys } from './cursor-key-dependency';
import { dynamoDb, pipelineDependencies } from './pipeline-dependencies';

/** What functions need besides that create something at most once for each idempotency key. */
export const idempotencyDependencies = once((): RepeatableDependencies => {
  const { clock, randomness, audit } = pipelineDependencies();
  return {
    clock,
    randomness,
    audit,
    idempotency: new DynamoDbIdempotencyStore(dynamoDb(), settings().IDEMPOTENCY_TABLE_NAME),
    cursors: cursorKeys(),
  };
});
