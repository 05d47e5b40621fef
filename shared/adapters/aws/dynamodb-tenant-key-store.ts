import { type DynamoDBClient, GetItemCommand, paginateQuery, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import {
  type DestructionCertificate,
  DestructionCertificateSchema,
  type DestructionRequest,
  DestructionRequestSchema,
  type TenantKeyRecord,
} from '../../domain/key-destruction';
import type { TenantKeyPointer, TenantKeyStore, WrappedTenantKey } from '../../ports/tenant-key-store';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { available } from './unavailable';

const PointerItem = z.object({
  key_id: z.uuid(),
  version: z.int().min(1),
  created_at: z.iso.datetime({ precision: 3 }).transform((text) => new Date(text)),
  retired: z.literal(true).optional(),
});

const KeyItem = PointerItem.omit({ retired: true }).extend({
  covered_entity_id: z.string(),
  /** Gone with the key. */
  wrapped: z.instanceof(Uint8Array).optional(),
  destruction_request: DestructionRequestSchema.optional(),
  certificate: DestructionCertificateSchema.optional(),
});

/** Pages of up to 1 MB, some 2,000 keys each: a key in thirty days fills a small part of the first. */
const MAX_PAGES = 10;

const NEWEST = 'newest';
const KEY_PREFIX = 'key#';
const keySortKey = (keyId: string): string => `${KEY_PREFIX}${keyId}`;

const recordOf = (item: Record<string, unknown>): TenantKeyRecord => {
  const { wrapped, ...named } = KeyItem.parse(item);
  return { ...named, material: wrapped === undefined ? 'destroyed' : 'present' };
};

/** That nobody has changed the key since it was read: the request on it is the same, and it has no certificate. */
const unchanged = ({ destruction_request }: TenantKeyRecord) =>
  destruction_request === undefined
    ? { condition: 'attribute_not_exists(destruction_request)', values: {} }
    : { condition: 'destruction_request = :read', values: { ':read': destruction_request } };

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
    if (item === undefined) return undefined;
    const { covered_entity_id, key_id, version, wrapped, created_at } = KeyItem.parse(item);
    return wrapped === undefined ? undefined : { covered_entity_id, key_id, version, wrapped, created_at };
  }

  async versions(coveredEntityId: string): Promise<readonly TenantKeyRecord[]> {
    return available('tenant-keys', async () => {
      const records: TenantKeyRecord[] = [];
      let pageCount = 0;
      const pages = paginateQuery(
        { client: this.#client },
        {
          TableName: this.#tableName,
          KeyConditionExpression: 'covered_entity_id = :entity AND begins_with(sk, :keys)',
          ExpressionAttributeValues: { ':entity': { S: coveredEntityId }, ':keys': { S: keySortKey('') } },
          ConsistentRead: true,
        },
        untilDeadline(),
      );
      for await (const { Items = [] } of pages) {
        records.push(...Items.map((item) => recordOf(unmarshall(item))));
        pageCount += 1;
        if (pageCount >= MAX_PAGES) break;
      }
      return records.sort((a, b) => b.version - a.version);
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

  destructionRequest(key: TenantKeyRecord, request: DestructionRequest, newest: boolean): DynamoDbMutation {
    const noted = this.#update(key, 'SET destruction_request = :request', { ':request': request });
    return new DynamoDbMutation(newest ? [noted, this.#retirement(key)] : [noted]);
  }

  destruction(key: TenantKeyRecord, certificate: DestructionCertificate): DynamoDbMutation {
    const change = 'SET destroyed_at = :at, certificate = :certificate REMOVE #wrapped, destruction_request';
    const values = { ':at': certificate.destroyed_at, ':certificate': certificate };
    // `wrapped` is one of DynamoDB's reserved words.
    return new DynamoDbMutation([this.#update(key, change, values, { '#wrapped': 'wrapped' })]);
  }

  presence({ covered_entity_id, key_id }: TenantKeyRecord): DynamoDbMutation {
    const check = {
      TableName: this.#tableName,
      Key: marshall({ covered_entity_id, sk: keySortKey(key_id) }),
      ConditionExpression: 'attribute_exists(#wrapped)',
      ExpressionAttributeNames: { '#wrapped': 'wrapped' },
    };
    return new DynamoDbMutation([{ ConditionCheck: check }]);
  }

  #update(
    key: TenantKeyRecord,
    change: string,
    values: Readonly<Record<string, unknown>>,
    names?: Record<string, string>,
  ): TransactWriteItem {
    const { condition, values: read } = unchanged(key);
    return {
      Update: {
        TableName: this.#tableName,
        Key: marshall({ covered_entity_id: key.covered_entity_id, sk: keySortKey(key.key_id) }),
        UpdateExpression: change,
        ConditionExpression: `attribute_exists(sk) AND attribute_not_exists(certificate) AND ${condition}`,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: marshall({ ...values, ...read }),
      },
    };
  }

  /** The pointer's note that its key seals nothing any more; a newer key's pointer has none. */
  #retirement({ covered_entity_id, key_id }: TenantKeyRecord): TransactWriteItem {
    return {
      Update: {
        TableName: this.#tableName,
        Key: marshall({ covered_entity_id, sk: NEWEST }),
        UpdateExpression: 'SET retired = :true',
        ConditionExpression: 'key_id = :key',
        ExpressionAttributeValues: marshall({ ':true': true, ':key': key_id }),
      },
    };
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
