import {
  type AttributeValue,
  type DynamoDBClient,
  paginateQuery,
  QueryCommand,
  ScanCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { type Baa, type BaaClosure, BaaSchema } from '../../domain/baa';
import type { AlertDays } from '../../domain/baa-expiry';
import type { AgreementsOnFile, BaaKey, BaaRegistry, BaaSlice, ExpiryRange } from '../../ports/baa-registry';
import { DependencyUnavailableError } from '../../ports/errors';
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

/**
 * The id of the item beside an entity's agreements that counts those that were ever put on file. It is no agreement and
 * no UUID, and has no day of expiry: `find` and the scan for alerts do not meet it.
 */
const COUNTER = 'creations';

const CounterSchema = z.object({ id: z.literal(COUNTER), creations: z.int().min(1) });

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
    return (await this.#read(coveredEntityId)).agreements;
  }

  /**
   * A query is no snapshot: it may see the counter of a transaction and not yet its agreement. No agreement is ever
   * removed, so there must be as many as were counted.
   */
  async onFile(coveredEntityId: string): Promise<AgreementsOnFile> {
    const read = await this.#read(coveredEntityId);
    if (read.agreements.length < read.creations) throw new DependencyUnavailableError('baa');
    return read;
  }

  noneSince({ covered_entity_id, creations }: AgreementsOnFile): DynamoDbMutation {
    return new DynamoDbMutation([
      {
        ConditionCheck: {
          ...this.#counterOf(covered_entity_id),
          ...(creations === 0
            ? { ConditionExpression: 'attribute_not_exists(id)' }
            : {
                ConditionExpression: 'creations = :read',
                ExpressionAttributeValues: { ':read': { N: String(creations) } },
              }),
        },
      },
    ]);
  }

  async #read(coveredEntityId: string): Promise<AgreementsOnFile> {
    return available('baa', async () => {
      const agreements: Baa[] = [];
      let creations = 0;
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
        for (const item of Items.map((each) => unmarshall(each))) {
          if (item.id === COUNTER) ({ creations } = CounterSchema.parse(item));
          else agreements.push(BaaSchema.parse(item));
        }
        pageCount += 1;
        if (pageCount >= MAX_PAGES) break;
      }
      return { covered_entity_id: coveredEntityId, agreements, creations };
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
      this.#counted(baa.covered_entity_id),
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

  #counterOf(covered_entity_id: string) {
    return { TableName: this.#tableName, Key: marshall({ covered_entity_id, id: COUNTER }) };
  }

  /** Without a condition: creations of one entity at a time wait for each other, and refuse none of each other. */
  #counted(coveredEntityId: string): TransactWriteItem {
    return {
      Update: {
        ...this.#counterOf(coveredEntityId),
        UpdateExpression: 'ADD creations :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      },
    };
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
