import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { AuditEvent } from '../../domain/audit-event';
import { type AuditPlan, planAuditQuery } from '../../domain/audit-query';
import type { AuditLogQuestion, AuditLogReader, AuditLogSlice } from '../../ports/audit-log-reader';
import type { Clock } from '../../ports/clock';
import { auditPartition, fromAuditItem, type Item, partitionOfEvent, SHARDS } from './audit-item';
import { type AuditQuerySource, idOf, queryDays, queryPartition } from './audit-queries';
import { belowEvent, type DayPosition, parseDayPosition, readIndex, sliceOf, walkDays } from './audit-slice';
import { untilDeadline } from './deadline';
import type { AuditTables } from './dynamodb-audit-trail';
import { available } from './unavailable';

/** Items that a filtered slice reads at most. */
const MAX_ITEMS = 1000;

const DAY_MS = 24 * 60 * 60 * 1000;

const previousDay = (day: string): string => new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10);

/** An item of the table in its place in the log. */
interface Entry {
  readonly id: string;
  readonly day: string;
  readonly item: Item;
}

const newestFirst = (a: Entry, b: Entry): number => (a.id < b.id ? 1 : -1);

const readsEverything = ({ index, range, equals }: AuditPlan): boolean =>
  index === 'days' && Object.keys({ ...range, ...equals }).length === 0;

/** DynamoDB refuses bounds that are the wrong way round; nothing lies between them. */
const isEmpty = ({ range: { first, last } }: AuditPlan): boolean =>
  first !== undefined && last !== undefined && last < first;

/**
 * Reads a tree's events newest first: by an index or out of its days' partitions, as the plan says, never by a scan.
 * Empty days between events are skipped by the days' table, so a list of any age ends in few pages.
 */
export class DynamoDbAuditLogReader implements AuditLogReader {
  readonly #source: AuditQuerySource;
  readonly #clock: Clock;

  constructor(client: DynamoDBClient, tables: AuditTables, clock: Clock, maxItems = MAX_ITEMS) {
    this.#source = { client, tables, maxItems };
    this.#clock = clock;
  }

  async read({ tree, filters = {}, before, limit }: AuditLogQuestion): Promise<AuditLogSlice> {
    const plan = planAuditQuery(filters);
    if (isEmpty(plan)) return { events: [], unreadable: 0 };
    return available('audit', () => {
      if (plan.index !== 'days') return readIndex(this.#source, tree, plan, before, limit);
      const position = before === undefined ? undefined : parseDayPosition(before);
      return readsEverything(plan)
        ? this.#readAll(tree, position, limit)
        : walkDays(this.#source, tree, plan, position, limit);
    });
  }

  async find(tree: string, id: string): Promise<AuditEvent | undefined> {
    return available('audit', async () => {
      const { client, tables } = this.#source;
      const Key = { pk: { S: partitionOfEvent(tree, id) }, id: { S: id } };
      const get = new GetItemCommand({ TableName: tables.audit, Key, ConsistentRead: true });
      const { Item: item } = await client.send(get, untilDeadline());
      return item && fromAuditItem(item);
    });
  }

  /** The log without filters, all partitions of a slice in parallel. */
  async #readAll(tree: string, position: DayPosition | undefined, limit: number): Promise<AuditLogSlice> {
    // An instance whose clock runs ahead may already write into tomorrow.
    const tomorrow = new Date(this.#clock.now().getTime() + DAY_MS).toISOString().slice(0, 10);
    const from = position ?? { day: tomorrow };
    // Three days from the top of the log, two from a cursor on: at most seven partitions, all read at once.
    const last = position === undefined ? previousDay(previousDay(from.day)) : previousDay(from.day);
    const days = position === undefined ? [from.day, previousDay(from.day), last] : [from.day, last];
    const [older, ...found] = await Promise.all([
      queryDays(this.#source, tree, { last: previousDay(last) }, 1),
      ...days.map((day) => this.#entriesOf(tree, day, day === from.day ? from.before : undefined, limit)),
    ]);
    const ordered = found.flat().sort(newestFirst);
    const page = ordered.slice(0, limit);
    const oldest = page.at(-1);
    const next = ordered.length > limit && oldest !== undefined ? belowEvent(oldest.day, oldest.id) : older[0];
    return sliceOf(
      page.map(({ item }) => item),
      next,
    );
  }

  async #entriesOf(tree: string, day: string, before: string | undefined, limit: number): Promise<Entry[]> {
    const shards = Array.from({ length: SHARDS }, (_, shard) => auditPartition(tree, day, shard));
    // One more than the page, to know whether the day goes on, and one that was listed before.
    const found = await Promise.all(
      shards.map((partition) => queryPartition(this.#source, { partition, before, limit: limit + 2 })),
    );
    return found.flatMap(({ items }) => items.map((item) => ({ id: idOf(item), day, item })));
  }
}
