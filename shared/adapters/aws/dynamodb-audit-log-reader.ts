import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditEvent } from '../../domain/audit-event';
import type { AuditLogQuestion, AuditLogReader, AuditLogSlice } from '../../ports/audit-log-reader';
import type { Clock } from '../../ports/clock';
import { auditPartition, fromAuditItem, type Item, SHARDS } from './audit-item';
import { untilDeadline } from './deadline';
import type { AuditTables } from './dynamodb-audit-trail';
import { available } from './unavailable';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A position: the day to look into, and the event before which to look. */
interface Position {
  readonly day: string;
  readonly before?: string;
}

const previousDay = (day: string): string => new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10);

const parsePosition = (text: string | undefined, today: string): Position => {
  if (text === undefined) return { day: today };
  const [day = today, before] = text.split('/');
  return before === undefined ? { day } : { day, before };
};

/** An item of the table in its place in the log, whether its event can be read or not. */
interface Entry {
  readonly id: string;
  readonly day: string;
  readonly event: AuditEvent | undefined;
}

const newestFirst = (a: Entry, b: Entry): number => (a.id < b.id ? 1 : -1);

/**
 * Reads a tree's events newest first, out of its days' partitions. All reads of a slice run in parallel; empty days
 * between events are skipped by the days' table, so a list of any age ends in few pages.
 */
export class DynamoDbAuditLogReader implements AuditLogReader {
  readonly #client: DynamoDBClient;
  readonly #tables: AuditTables;
  readonly #clock: Clock;

  constructor(client: DynamoDBClient, tables: AuditTables, clock: Clock) {
    this.#client = client;
    this.#tables = tables;
    this.#clock = clock;
  }

  async read({ tree, before, limit }: AuditLogQuestion): Promise<AuditLogSlice> {
    // An instance whose clock runs ahead may already write into tomorrow.
    const tomorrow = new Date(this.#clock.now().getTime() + DAY_MS).toISOString().slice(0, 10);
    const from = parsePosition(before, tomorrow);
    // Three days from the top of the log, two from a cursor on: at most seven partitions, all read at once.
    const last = before === undefined ? previousDay(previousDay(from.day)) : previousDay(from.day);
    const days = before === undefined ? [from.day, previousDay(from.day), last] : [from.day, last];
    return available('audit', async () => {
      const [older, ...found] = await Promise.all([
        this.#newestDayBefore(tree, last),
        ...days.map((day) => this.#entriesOf(tree, day, day === from.day ? from.before : undefined, limit)),
      ]);
      return this.#slice(found.flat(), older, limit);
    });
  }

  #slice(entries: readonly Entry[], older: string | undefined, limit: number): AuditLogSlice {
    const ordered = [...entries].sort(newestFirst);
    const page = ordered.slice(0, limit);
    const oldest = page.at(-1);
    const next = ordered.length > limit && oldest !== undefined ? `${oldest.day}/${oldest.id}` : older;
    const events = page.flatMap(({ event }) => event ?? []);
    const unreadable = page.length - events.length;
    return next === undefined ? { events, unreadable } : { events, unreadable, next };
  }

  async #entriesOf(tree: string, day: string, before: string | undefined, limit: number): Promise<Entry[]> {
    const shards = Array.from({ length: SHARDS }, (_, shard) => auditPartition(tree, day, shard));
    const found = await Promise.all(shards.map((partition) => this.#query(partition, before, limit)));
    return found.flat().map((item) => ({ id: item.id?.S ?? '', day, event: fromAuditItem(item) }));
  }

  async #query(partition: string, before: string | undefined, limit: number): Promise<Item[]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tables.audit,
        KeyConditionExpression: before === undefined ? 'pk = :pk' : 'pk = :pk AND id < :before',
        ExpressionAttributeValues: {
          ':pk': { S: partition },
          ...(before === undefined ? {} : { ':before': { S: before } }),
        },
        ScanIndexForward: false,
        ConsistentRead: true,
        // One more than the page, to know whether the day goes on.
        Limit: limit + 1,
      }),
      untilDeadline(),
    );
    return Items;
  }

  async #newestDayBefore(tree: string, day: string): Promise<string | undefined> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tables.auditDays,
        KeyConditionExpression: 'tree = :tree AND #day < :day',
        ExpressionAttributeNames: { '#day': 'day' },
        ExpressionAttributeValues: { ':tree': { S: tree }, ':day': { S: day } },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: 1,
      }),
      untilDeadline(),
    );
    const [item] = Items;
    return item === undefined ? undefined : String(unmarshall(item).day);
  }
}
