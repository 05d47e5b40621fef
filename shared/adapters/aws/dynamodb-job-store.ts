import { type AttributeValue, type DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { type Job, type JobKind, JobSchema } from '../../domain/job';
import type { JobSlice, JobStore } from '../../ports/job-store';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { available } from './unavailable';

const LatestItem = z.object({ job_id: z.uuid() });

type Item = Record<string, AttributeValue>;

const keyOf = (coveredEntityId: string, id: string): Item => ({
  covered_entity_id: { S: coveredEntityId },
  id: { S: id },
});

/** The sort key of the item that names the last job of a kind; no job's id begins so. */
const latestKey = (kind: JobKind): string => `latest#${kind}`;

const toItem = (job: Job): Item => marshall(job, { removeUndefinedValues: true });

/** Where a scan goes on: the key of the item that it read last. */
const startKey = (from: string): Item => {
  const [coveredEntityId = '', ...id] = from.split('/');
  return keyOf(coveredEntityId, id.join('/'));
};

/** Jobs in DynamoDB, a partition per covered entity. */
export class DynamoDbJobStore implements JobStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async find(coveredEntityId: string, id: string): Promise<Job | undefined> {
    const item = await this.#get(coveredEntityId, id);
    return item === undefined ? undefined : JobSchema.parse(unmarshall(item));
  }

  async latest(coveredEntityId: string, kind: JobKind): Promise<string | undefined> {
    const item = await this.#get(coveredEntityId, latestKey(kind));
    return item === undefined ? undefined : LatestItem.parse(unmarshall(item)).job_id;
  }

  creation(job: Job, latest: string | undefined): DynamoDbMutation {
    const pointer = { ...keyOf(job.covered_entity_id, latestKey(job.kind)), job_id: { S: job.id } };
    return new DynamoDbMutation([
      { Put: { TableName: this.#tableName, Item: toItem(job), ConditionExpression: 'attribute_not_exists(id)' } },
      {
        Put: {
          TableName: this.#tableName,
          Item: pointer,
          ConditionExpression: latest === undefined ? 'attribute_not_exists(id)' : 'job_id = :latest',
          ...(latest === undefined ? {} : { ExpressionAttributeValues: { ':latest': { S: latest } } }),
        },
      },
    ]);
  }

  change(before: Job, after: Job): DynamoDbMutation {
    const put = {
      TableName: this.#tableName,
      Item: toItem(after),
      ConditionExpression: '#generation = :generation',
      ExpressionAttributeNames: { '#generation': 'generation' },
      ExpressionAttributeValues: { ':generation': { N: String(before.generation) } },
    };
    return new DynamoDbMutation([{ Put: put }]);
  }

  async unfinished(from?: string): Promise<JobSlice> {
    const scan = new ScanCommand({
      TableName: this.#tableName,
      ConsistentRead: true,
      FilterExpression: '#state IN (:queued, :running)',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':queued': { S: 'queued' }, ':running': { S: 'running' } },
      ...(from === undefined ? {} : { ExclusiveStartKey: startKey(from) }),
    });
    const { Items = [], LastEvaluatedKey: next } = await available('jobs', () =>
      this.#client.send(scan, untilDeadline()),
    );
    // One that does not parse keeps the others from nothing.
    const jobs = Items.map((item) => JobSchema.safeParse(unmarshall(item))).flatMap(({ data }) => data ?? []);
    return next === undefined ? { jobs } : { jobs, next: `${next.covered_entity_id?.S ?? ''}/${next.id?.S ?? ''}` };
  }

  async #get(coveredEntityId: string, id: string): Promise<Item | undefined> {
    const get = new GetItemCommand({
      TableName: this.#tableName,
      Key: keyOf(coveredEntityId, id),
      ConsistentRead: true,
    });
    return (await available('jobs', () => this.#client.send(get, untilDeadline()))).Item;
  }
}
