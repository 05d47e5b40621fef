import { type DynamoDBClient, GetItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { TenantKeyPointer, TenantKeyStore, WrappedTenantKey } from '../../ports/tenant-key-store';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { available } from './unavailable';

const PointerItem = z.object({
  key_id: z.uuid(),
  version: z.int().min(1),
  created_at: z.iso.datetime({ precision: 3 }).transform((text) => new Date(text)),
});

const KeyItem = PointerItem.extend({ covered_entity_id: z.string(), wrapped: z.instanceof(Uint8Array) });

const NEWEST = 'newest';
const KEY_PREFIX = 'key#';
const keySortKey = (keyId: string): string => `${KEY_PREFIX}${keyId}`;

/** Pages of up to 1 MB each: more than a key a day for the years of a report. */
const MAX_PAGES = 10;

/** Wrapped tenant keys in DynamoDB: an item per key, and one that says which is the newest. */
export class DynamoDbTenantKeyStore implements TenantKeyStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async newest(coveredEntityId: string): Promise<TenantKeyPointer | undefined> {
    const item = await this.#get(coveredEntityId, NEWEST);
    return item === undefined ? undefined : PointerItem.parse(item);
  }

  async find(coveredEntityId: string, keyId: string): Promise<WrappedTenantKey | undefined> {
    const item = await this.#get(coveredEntityId, keySortKey(keyId));
    return item === undefined ? undefined : KeyItem.parse(item);
  }

  async versions(coveredEntityId: string): Promise<readonly TenantKeyPointer[]> {
    return available('tenant-keys', async () => {
      const versions: TenantKeyPointer[] = [];
      let pageCount = 0;
      const pages = paginateQuery(
        { client: this.#client },
        {
          TableName: this.#tableName,
          KeyConditionExpression: 'covered_entity_id = :entity AND begins_with(sk, :key)',
          ProjectionExpression: 'key_id, version, created_at',
          ExpressionAttributeValues: { ':entity': { S: coveredEntityId }, ':key': { S: KEY_PREFIX } },
          ConsistentRead: true,
        },
        untilDeadline(),
      );
      for await (const { Items = [] } of pages) {
        versions.push(...Items.map((item) => PointerItem.parse(unmarshall(item))));
        pageCount += 1;
        if (pageCount >= MAX_PAGES) break;
      }
      return versions;
    });
  }

  creation(key: WrappedTenantKey): DynamoDbMutation {
    const { wrapped, covered_entity_id, created_at, ...named } = key;
    const pointer = { covered_entity_id, ...named, created_at: created_at.toISOString() };
    return new DynamoDbMutation([
      {
        Put: {
          TableName: this.#tableName,
          Item: marshall({ ...pointer, wrapped, sk: keySortKey(key.key_id) }),
          ConditionExpression: 'attribute_not_exists(sk)',
        },
      },
      {
        Put: {
          TableName: this.#tableName,
          Item: marshall({ ...pointer, sk: NEWEST }),
          ConditionExpression: key.version === 1 ? 'attribute_not_exists(sk)' : 'version = :before',
          ...(key.version === 1 ? {} : { ExpressionAttributeValues: { ':before': { N: String(key.version - 1) } } }),
        },
      },
    ]);
  }

  async #get(coveredEntityId: string, sortKey: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await available('tenant-keys', () =>
      this.#client.send(
        new GetItemCommand({
          TableName: this.#tableName,
          Key: { covered_entity_id: { S: coveredEntityId }, sk: { S: sortKey } },
          ConsistentRead: true,
        }),
        untilDeadline(),
      ),
    );
    return Item === undefined ? undefined : unmarshall(Item);
  }
}
