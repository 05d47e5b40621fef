import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { AuditEquals, DaysRead, IdRange } from '../../domain/audit-query';
import type { Item } from './audit-item';
import { untilDeadline } from './deadline';
import type { AuditTables } from './dynamodb-audit-trail';

/** What the queries of the audit log run on. */
export interface AuditQuerySource {
  readonly client: DynamoDBClient;
  readonly tables: AuditTables;
  /** Items that a slice reads at most, whatever passes its filter. */
  readonly maxItems: number;
}

/** One partition of the table (consistent) or of an index (which cannot be), read from the newest id down. */
export interface PartitionQuestion {
  readonly index?: 'by-patient' | 'by-user';
  readonly partition: string;
  readonly range?: IdRange;
  /** The event below which to go on. */
  readonly before?: string;
  readonly equals?: AuditEquals;
  /** Items to read, whether they pass the filter or not. */
  readonly limit: number;
}

export interface PartitionAnswer {
  /** The items that passed, newest first. */
  readonly items: readonly Item[];
  /** The id down to which the partition was read, where it goes on. */
  readonly stoppedAt?: string;
  /** Items read. */
  readonly read: number;
}

const PARTITION_KEYS = { base: 'pk', 'by-patient': 'patient_pk', 'by-user': 'user_pk' } as const;

export const idOf = (item: Item): string => item.id?.S ?? '';

type Texts = Readonly<Record<string, string>>;

/** A condition on a sort key; DynamoDB takes one, with both bounds within. */
const between = (name: string, first: string | undefined, last: string | undefined): readonly [string, Texts] => {
  if (first !== undefined && last !== undefined) {
    return [` AND ${name} BETWEEN :first AND :last`, { ':first': first, ':last': last }];
  }
  if (first !== undefined) return [` AND ${name} >= :first`, { ':first': first }];
  return last === undefined ? ['', {}] : [` AND ${name} <= :last`, { ':last': last }];
};

/** Attributes by placeholders: some of their names are reserved words. */
const filterOf = (equals: AuditEquals) => {
  const entries = Object.entries(equals);
  if (entries.length === 0) return { values: {} };
  return {
    FilterExpression: entries.map((_, index) => `#f${index} = :f${index}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name], index) => [`#f${index}`, name])),
    values: Object.fromEntries(entries.map(([, value], index) => [`:f${index}`, value])),
  };
};

const attributeValues = (values: Texts) =>
  Object.fromEntries(Object.entries(values).map(([name, text]) => [name, { S: text }]));

/** The smaller of the two upper bounds. */
const lowest = (one: string | undefined, other: string | undefined): string | undefined =>
  one !== undefined && other !== undefined && one < other ? one : (other ?? one);

export const queryPartition = async (
  { client, tables }: AuditQuerySource,
  { index, partition, range = {}, before, equals = {}, limit }: PartitionQuestion,
): Promise<PartitionAnswer> => {
  const [sortCondition, bounds] = between('id', range.first, lowest(before, range.last));
  const { values, ...filter } = filterOf(equals);
  const answer = await client.send(
    new QueryCommand({
      TableName: tables.audit,
      IndexName: index,
      KeyConditionExpression: `${PARTITION_KEYS[index ?? 'base']} = :pk${sortCondition}`,
      ...filter,
      ExpressionAttributeValues: attributeValues({ ':pk': partition, ...bounds, ...values }),
      ScanIndexForward: false,
      ConsistentRead: index === undefined,
      Limit: limit,
    }),
    untilDeadline(),
  );
  const { Items = [], LastEvaluatedKey: last, ScannedCount: read = limit } = answer;
  // Both bounds are within the range, and the event to go on from has been listed.
  const items = Items.filter((item) => idOf(item) !== before);
  return last === undefined ? { items, read } : { items, read, stoppedAt: idOf(last) };
};

/** The newest days of a tree that have events, newest first. */
export const queryDays = async (
  { client, tables }: AuditQuerySource,
  tree: string,
  days: DaysRead['days'],
  limit: number,
): Promise<readonly string[]> => {
  const [sortCondition, bounds] = between('#day', days.first, days.last);
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.auditDays,
      KeyConditionExpression: `tree = :tree${sortCondition}`,
      ...(sortCondition === '' ? {} : { ExpressionAttributeNames: { '#day': 'day' } }),
      ExpressionAttributeValues: attributeValues({ ':tree': tree, ...bounds }),
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
    }),
    untilDeadline(),
  );
  return Items.flatMap(({ day }) => day?.S ?? []);
};

/**
 * Partitions that were read side by side as one list, newest first, down to the id up to which all of them were read:
 * below it, one of them may hold what was not read yet.
 */
export const mergeAnswers = (answers: readonly PartitionAnswer[]): Omit<PartitionAnswer, 'read'> => {
  const stops = answers.flatMap(({ stoppedAt }) => stoppedAt ?? []).sort();
  const stoppedAt = stops.at(-1);
  const items = answers
    .flatMap((answer) => answer.items)
    .filter((item) => stoppedAt === undefined || idOf(item) >= stoppedAt)
    .sort((a, b) => (idOf(a) < idOf(b) ? 1 : -1));
  return stoppedAt === undefined ? { items } : { items, stoppedAt };
};
