import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { IdempotencyRecord, IdempotencyStore } from '../../ports/idempotency-store';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { available } from './unavailable';

const SECOND = 1000;

/** DynamoDB's time to live counts in seconds, and may be days late: expiry is decided here, by the same number. */
const RecordItem = z.object({
  id: z.string(),
  request_mac: z.string(),
  /** An audit event's id is a ULID. */
  resource_id: z.union([z.uuid(), z.ulid()]),
  covered_entity_id: z.uuid(),
  status_code: z.int(),
  expires_at: z.int().transform((seconds) => new Date(seconds * SECOND)),
});

/** Keyed creations in DynamoDB, an item each, which TTL takes after its time. */
export class DynamoDbIdempotencyStore implements IdempotencyStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async find(id: string, now: Date): Promise<IdempotencyRecord | undefined> {
    return available('idempotency', async () => {
      const get = new GetItemCommand({ TableName: this.#tableName, Key: { id: { S: id } }, ConsistentRead: true });
      const { Item } = await this.#client.send(get, untilDeadline());
      const record = Item === undefined ? undefined : RecordItem.parse(unmarshall(Item));
      return record !== undefined && record.expires_at > now ? record : undefined;
    });
  }

  reservation(record: IdempotencyRecord, now: Date): DynamoDbMutation {
    return new DynamoDbMutation([
      {
        Put: {
          TableName: this.#tableName,
          Item: marshall({ ...record, expires_at: Math.ceil(record.expires_at.getTime() / SECOND) }),
          // A second that has begun is over for `find` as well.
          ConditionExpression: 'attribute_not_exists(id) OR expires_at <= :now',
          ExpressionAttributeValues: { ':now': { N: String(Math.floor(now.getTime() / SECOND)) } },
        },
      },
    ]);
  }
}
