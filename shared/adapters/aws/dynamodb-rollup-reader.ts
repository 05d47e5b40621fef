import { type DynamoDBClient, QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import type { DailyRollup } from '../../domain/daily-rollup';
import { DefectError } from '../../ports/errors';
import type { RollupReader, SequenceHead } from '../../ports/rollup-reader';
import { completeUntil } from '../../ports/catch-up-store';
import type { Item } from './audit-item';
import { untilDeadline } from './deadline';
import { DynamoDbCatchUpStore } from './dynamodb-catch-up-store';
import { rollupsOf } from './rollup-item';
import { readHead } from './sequence-head';
import type { SequenceTables } from './sequence-transaction';
import { available } from './unavailable';

/** Sorts behind all items of a day. */
const END_OF_DAY = '#~';
const DAY_MS = 86_400_000;
/** A day's items at their largest, 33 of 400 KB and a small one, two to a page of 1 MB. */
const MAX_PAGES_PER_DAY = 18;

/** Daily rollups in DynamoDB: a page of 1 MB holds a year of a small entity and a day of one with 50,000 patients a day. */
export class DynamoDbRollupReader implements RollupReader {
  readonly #client: DynamoDBClient;
  readonly #tables: SequenceTables;

  constructor(client: DynamoDBClient, tables: SequenceTables) {
    this.#client = client;
    this.#tables = tables;
  }

  days(tree: string, from: string, to: string): Promise<readonly DailyRollup[]> {
    const dayCount = Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
    // DynamoDB refuses a range whose end lies before its beginning.
    if (!(dayCount > 0)) return Promise.resolve([]);
    return available('sequence', async () => {
      const items: Item[] = [];
      let last: QueryCommandOutput['LastEvaluatedKey'];
      for (let page = 0; page < dayCount * MAX_PAGES_PER_DAY; page += 1) {
        const answer: QueryCommandOutput = await this.#client.send(
          new QueryCommand({
            TableName: this.#tables.rollups,
            KeyConditionExpression: 'tree = :tree AND sk BETWEEN :from AND :to',
            ExpressionAttributeValues: {
              ':tree': { S: tree },
              ':from': { S: from },
              ':to': { S: `${to}${END_OF_DAY}` },
            },
            ConsistentRead: true,
            ExclusiveStartKey: last,
          }),
          untilDeadline(),
        );
        items.push(...(answer.Items ?? []));
        last = answer.LastEvaluatedKey;
        if (last === undefined) return rollupsOf(tree, items);
      }
      throw new DefectError('the rollups of these days are larger than days can be');
    });
  }

  head(tree: string): Promise<SequenceHead> {
    return available('sequence', () => readHead(this.#client, this.#tables.sequence, tree));
  }

  async completeUntil(tree: string): Promise<string | undefined> {
    return completeUntil(await new DynamoDbCatchUpStore(this.#client, this.#tables.sequence).load(), tree);
  }
}
