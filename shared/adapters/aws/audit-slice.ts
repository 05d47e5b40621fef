import type { IndexRead, DaysRead } from '../../domain/audit-query';
import type { AuditLogSlice } from '../../ports/audit-log-reader';
import { auditPartition, fromAuditItem, indexPartition, type Item, SHARDS } from './audit-item';
import { type AuditQuerySource, idOf, mergeAnswers, queryDays, queryPartition } from './audit-queries';

/** Items that a slice reads at most, whatever passes its filter. */
const MAX_ITEMS = 1000;
/** Days that a walk reads at most: with their shards and the days' own partition, nine partitions. */
const WALK_DAYS = 4;
/** A day is not begun with less than this left: it would cost a read and hardly go on. */
const LEAST_ITEMS = 100;

/** Where to go on: a day, and the event of it below which. */
export interface DayPosition {
  readonly day: string;
  readonly before?: string;
}

export const parseDayPosition = (text: string): DayPosition => {
  const [day = '', before] = text.split('/');
  return before === undefined ? { day } : { day, before };
};

/** The position below an event. */
export const belowEvent = (day: string, id: string): string => `${day}/${id}`;

/** A slice of items, whether their events can be read or not. */
export const sliceOf = (page: readonly Item[], next: string | undefined): AuditLogSlice => {
  const events = page.flatMap((item) => fromAuditItem(item) ?? []);
  const unreadable = page.length - events.length;
  return next === undefined ? { events, unreadable } : { events, unreadable, next };
};

/**
 * Items to read of a partition for a page: without a filter the page, one more to know whether the list goes on, and
 * one that was listed before; with a filter whatever may be read, since nobody knows how many pass.
 */
const itemsToRead = (plan: DaysRead | IndexRead, limit: number, most: number): number =>
  Object.keys(plan.equals).length > 0 ? most : Math.min(most, limit + 2);

/** Reads a slice out of an index; its positions are ids. */
export const readIndex = async (
  source: AuditQuerySource,
  tree: string,
  plan: IndexRead,
  before: string | undefined,
  limit: number,
): Promise<AuditLogSlice> => {
  const { items, stoppedAt } = await queryPartition(source, {
    ...plan,
    partition: indexPartition(tree, plan.key),
    before,
    limit: itemsToRead(plan, limit, MAX_ITEMS),
  });
  const page = items.slice(0, limit);
  return sliceOf(page, items.length > limit ? page.map(idOf).at(-1) : stoppedAt);
};

interface DayItem {
  readonly day: string;
  readonly item: Item;
}

/** The earlier of the day to go on with and the last day asked for. */
const startDay = (position: DayPosition | undefined, last: string | undefined): string | undefined =>
  position === undefined || (last !== undefined && last < position.day) ? last : position.day;

/**
 * Reads a slice out of the days' partitions, from day to day that has events, until the page is full or the read is
 * used up. Days are read one after another, so that a busy day takes no more than the next one needs.
 */
export const walkDays = async (
  source: AuditQuerySource,
  tree: string,
  plan: DaysRead,
  position: DayPosition | undefined,
  limit: number,
): Promise<AuditLogSlice> => {
  const range = { ...plan.days, last: startDay(position, plan.days.last) };
  const found = await queryDays(source, tree, range, WALK_DAYS + 1);
  const passed: DayItem[] = [];
  let left = MAX_ITEMS - found.length;
  for (const [index, day] of found.entries()) {
    if (index === WALK_DAYS || left < LEAST_ITEMS) return pageOf(passed, limit, day);
    const most = itemsToRead(plan, limit, Math.floor(left / SHARDS));
    const before = day === position?.day ? position.before : undefined;
    const answers = await Promise.all(
      Array.from({ length: SHARDS }, (_, shard) =>
        queryPartition(source, {
          partition: auditPartition(tree, day, shard),
          range: plan.range,
          equals: plan.equals,
          before,
          limit: most,
        }),
      ),
    );
    const { items, stoppedAt } = mergeAnswers(answers);
    passed.push(...items.map((item) => ({ day, item })));
    left -= answers.reduce((sum, { read }) => sum + read, 0);
    if (passed.length > limit || stoppedAt !== undefined) {
      return pageOf(passed, limit, stoppedAt === undefined ? undefined : belowEvent(day, stoppedAt));
    }
  }
  return pageOf(passed, limit, undefined);
};

/** What passed, as a page: where it is too long for one, the list goes on below the page's last. */
const pageOf = (passed: readonly DayItem[], limit: number, next: string | undefined): AuditLogSlice => {
  const page = passed.slice(0, limit);
  const oldest = page.at(-1);
  const cut = passed.length > limit && oldest !== undefined ? belowEvent(oldest.day, idOf(oldest.item)) : next;
  return sliceOf(
    page.map(({ item }) => item),
    cut,
  );
};
