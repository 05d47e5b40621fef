import { type DynamoDBClient, paginateQuery, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Baa, BaaSchema } from '../../domain/baa';
import type { BaaRegistry } from '../../ports/baa-registry';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { available } from './unavailable';

/** Pages of up to 1 MB; one covered entity's agreements fill a small part of the first. */
const MAX_PAGES = 10;

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
}
