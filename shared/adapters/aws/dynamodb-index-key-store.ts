import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { IndexKeyStore, WrappedIndexKey } from '../../ports/index-key-store';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { available } from './unavailable';

const IndexKeyItem = z.object({
  covered_entity_id: z.string(),
  key_id: z.uuid(),
  wrapped: z.instanceof(Uint8Array),
  created_at: z.iso.datetime({ precision: 3 }).transform((text) => new Date(text)),
});

/** The sort key beside the tenant keys' own, `newest` and `key#…`. */
const INDEX_KEY = 'index-key';

const keyOf = (coveredEntityId: string): Record<string, AttributeValue> => ({
  covered_entity_id: { S: coveredEntityId },
  sk: { S: INDEX_KEY },
});

/** Wrapped index keys in the table of tenant keys: an item per covered entity. */
export class DynamoDbIndexKeyStore implements IndexKeyStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async find(coveredEntityId: string): Promise<WrappedIndexKey | undefined> {
    const command = new GetItemCommand({
      TableName: this.#tableName,
      Key: keyOf(coveredEntityId),
      ConsistentRead: true,
    });
    const { Item } = await available('tenant-keys', () => this.#client.send(command, untilDeadline()));
    return Item === undefined ? undefined : IndexKeyItem.parse(unmarshall(Item));
  }

  creation({ covered_entity_id, key_id, wrapped, created_at }: WrappedIndexKey): DynamoDbMutation {
    const put = {
      TableName: this.#tableName,
      Item: { ...keyOf(covered_entity_id), ...marshall({ key_id, wrapped, created_at: created_at.toISOString() }) },
      ConditionExpression: 'attribute_not_exists(sk)',
    };
    return new DynamoDbMutation([{ Put: put }]);
  }

  indexKeyRemoval(coveredEntityId: string): DynamoDbMutation {
    return new DynamoDbMutation([{ Delete: { TableName: this.#tableName, Key: keyOf(coveredEntityId) } }]);
  }
}
