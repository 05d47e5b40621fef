import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Mutation } from '../../ports/audit-trail';

/** A change as items of a DynamoDB transaction. */
export class DynamoDbMutation implements Mutation {
  readonly kind = 'mutation';

  constructor(readonly items: readonly TransactWriteItem[]) {}
}

/** @throws TypeError for a mutation of another kind of store: a defect in the composition. */
export const transactItemsOf = (mutation: Mutation): readonly TransactWriteItem[] => {
  if (!(mutation instanceof DynamoDbMutation)) throw new TypeError('not a DynamoDB mutation');
  return mutation.items;
};
