import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { CatchUpProgress, CatchUpStore } from '../../ports/catch-up-store';
import { untilDeadline } from './deadline';
import { available } from './unavailable';

/** No tree has this name: trees are UUIDs, and `platform`. */
const KEY = { tree: 'catch-up', sk: 'progress' } as const;

const Instant = z.iso.datetime();
const Progress = z.object({
  until: Instant.optional(),
  parked: z.record(z.string(), Instant).optional(),
  cursor: z
    .object({
      from: Instant,
      to: Instant,
      day: z.iso.date(),
      after: z.string().optional(),
      tree: z.string().optional(),
      position: z.string().optional(),
    })
    .optional(),
});

/** The catch-up's progress, as one item of the sequence's table. */
export class DynamoDbCatchUpStore implements CatchUpStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  load(): Promise<CatchUpProgress> {
    return available('sequence', async () => {
      const get = new GetItemCommand({ TableName: this.#tableName, Key: marshall(KEY), ConsistentRead: true });
      const { Item: item } = await this.#client.send(get, untilDeadline());
      return item === undefined ? {} : Progress.parse(unmarshall(item));
    });
  }

  save(progress: CatchUpProgress): Promise<void> {
    return available('sequence', async () => {
      const item = marshall({ ...KEY, ...progress }, { removeUndefinedValues: true });
      await this.#client.send(new PutItemCommand({ TableName: this.#tableName, Item: item }), untilDeadline());
    });
  }
}
