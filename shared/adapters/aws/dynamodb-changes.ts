import type { CancellationReason, DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Mutation } from '../../ports/audit-trail';
import type { Changes } from '../../ports/changes';
import { transactItemsOf } from './dynamodb-mutation';
import { transactOnce } from './dynamodb-transaction';
import { sameItem } from './same-item';
import { available } from './unavailable';

/** The same put, which says what stands in its way. */
const telling = (item: TransactWriteItem): TransactWriteItem =>
  item.Put === undefined ? item : { Put: { ...item.Put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } };

/** Whether nothing but our own items stands in the way of our puts: an earlier transaction of them went through. */
const areOurs = (items: readonly TransactWriteItem[], reasons: readonly CancellationReason[]): boolean =>
  reasons.every(({ Code, Item: found }, index) => {
    if (Code !== 'ConditionalCheckFailed') return true;
    const wanted = items[index]?.Put?.Item;
    return wanted !== undefined && found !== undefined && sameItem(wanted, found);
  });

/** Changes in DynamoDB without their audit event, in one transaction. */
export class DynamoDbChanges implements Changes {
  readonly #client: DynamoDBClient;

  constructor(client: DynamoDBClient) {
    this.#client = client;
  }

  apply(mutations: readonly Mutation[]): Promise<'committed' | 'conflict'> {
    return available('emergency', async () => {
      const items = mutations.flatMap(transactItemsOf);
      const outcome = await transactOnce(this.#client, 'emergency', { mutations: items.map(telling), events: [] });
      if (outcome.kind === 'committed') return 'committed';
      return areOurs(items, outcome.reasons) ? 'committed' : 'conflict';
    });
  }
}
