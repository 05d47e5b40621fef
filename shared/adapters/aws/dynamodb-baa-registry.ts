import {
  type AttributeValue,
  type DynamoDBClient,
  paginateQuery,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Baa, type BaaClosure, BaaSchema } from '../../domain/baa';
import type { AlertDays } from '../../domain/baa-expiry';
import type { BaaKey, BaaRegistry, BaaSlice, ExpiryRange } from '../../ports/baa-registry';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { available } from './unavailable';

/** Pages of up to 1 MB; one covered entity's agreements fill a small part of the first. */
const MAX_PAGES = 10;

/** Where a scan goes on: the key of the item that it read last. */
const startKey = (from: string): Record<string, AttributeValue> => {
  const [covered_entity_id = '', id = ''] = from.split('#');
  return { covered_entity_id: { S: covered_entity_id }, id: { S: id } };
};

const ON_FILE = 'attribute_exists(id)';

/** Business associate agreements in DynamoDB, a partition per covered entity. */
export class DynamoDbBaaRegistry implements BaaRegistry {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async agreementsOf(coveredEntityId: string): Promise<readonly Baa[]> {
    return available('baa', async () => {
      const agreements: Baa[] = [];
      let pageCount = 0;
      const pages = paginateQuery(
        { client: this.#client },
        {
          TableName: this.#tableName,
          KeyConditionExpression: 'covered_entity_id = :entity',
          ExpressionAttributeValues: { ':entity': { S: coveredEntityId } },
          ConsistentRead: true,
        },
        untilDeadline(),
      );
      for await (const { Items = [] } of pages) {
        agreements.push(...Items.map((item) => BaaSchema.parse(unmarshall(item))));
        pageCount += 1;
        if (pageCount >= MAX_PAGES) break;
      }
      return agreements;
    });
  }

  /** A query for one item: the function that may ask for all of an entity's agreements needs no further right. */
  async find(coveredEntityId: string, id: string): Promise<Baa | undefined> {
    return available('baa', async () => {
      const query = new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: 'covered_entity_id = :entity AND id = :id',
        ExpressionAttributeValues: { ':entity': { S: coveredEntityId }, ':id': { S: id } },
        ConsistentRead: true,
      });
      const { Items: [item] = [] } = await this.#client.send(query, untilDeadline());
      return item === undefined ? undefined : BaaSchema.parse(unmarshall(item));
    });
  }

  creation(baa: Baa): DynamoDbMutation {
    return new DynamoDbMutation([
      {
        Put: {
          TableName: this.#tableName,
          Item: marshall(baa, { removeUndefinedValues: true }),
          ConditionExpression: 'attribute_not_exists(id)',
        },
      },
    ]);
  }

  deactivation(key: BaaKey, at: Date): DynamoDbMutation {
    return this.#update(key, {
      UpdateExpression: 'SET deactivated_at = :at',
      ConditionExpression: `${ON_FILE} AND attribute_not_exists(deactivated_at)`,
      ExpressionAttributeValues: { ':at': { S: at.toISOString() } },
    });
  }

  closure(key: BaaKey, closure: BaaClosure, at: Date): DynamoDbMutation {
    return this.#update(key, {
      UpdateExpression: 'SET closed_at = :at, closure = :closure',
      ConditionExpression: `${ON_FILE} AND attribute_not_exists(closed_at)`,
      ExpressionAttributeValues: marshall({ ':at': at.toISOString(), ':closure': closure }),
    });
  }

  alert(key: BaaKey, days: AlertDays): DynamoDbMutation {
    return this.#update(key, {
      UpdateExpression: 'SET alerted_days = :days',
      ConditionExpression:
        `${ON_FILE} AND attribute_not_exists(deactivated_at) AND ` +
        '(attribute_not_exists(alerted_days) OR alerted_days > :days)',
      ExpressionAttributeValues: { ':days': { N: String(days) } },
    });
  }

  async expiring({ first, last }: ExpiryRange, from?: string): Promise<BaaSlice> {
    return available('baa', async () => {
      const scan = new ScanCommand({
        TableName: this.#tableName,
        ConsistentRead: true,
        FilterExpression: 'attribute_not_exists(deactivated_at) AND expiry_date BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':first': { S: first }, ':last': { S: last } },
        ...(from === undefined ? {} : { ExclusiveStartKey: startKey(from) }),
      });
      const { Items = [], LastEvaluatedKey: next } = await this.#client.send(scan, untilDeadline());
      const parsed = Items.map((item) => BaaSchema.safeParse(unmarshall(item)));
      const agreements = parsed.flatMap(({ data }) => (data === undefined ? [] : [data]));
      return {
        agreements,
        unreadable: parsed.length - agreements.length,
        ...(next === undefined ? {} : { next: `${next.covered_entity_id?.S ?? ''}#${next.id?.S ?? ''}` }),
      };
    });
  }

  #update(
    { covered_entity_id, id }: BaaKey,
    update: {
      readonly UpdateExpression: string;
      readonly ConditionExpression: string;
      readonly ExpressionAttributeValues: Record<string, AttributeValue>;
    },
  ): DynamoDbMutation {
    const Key = { covered_entity_id: { S: covered_entity_id }, id: { S: id } };
    return new DynamoDbMutation([{ Update: { TableName: this.#tableName, Key, ...update } }]);
  }
}
