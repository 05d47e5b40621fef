import type { IndexRead, DaysRead } from '../../domain/audit-query';
import type { AuditLogSlice } from '../../ports/audit-log-reader';
import { auditPartition, fromAuditItem, indexPartition, type Item, SHARDS } from './audit-item';
import {
  type AuditQuerySource,
  idOf,
  mergeAnswers,
  type PartitionAnswer,
  type PartitionQuestion,
  queryDays,
  queryPartition,
} from './audit-queries';

/** Steps of a walk at most: with their two shards each and the days' own partition, nine queries. */
const WALK_STEPS = 4;
/** A step is not taken with less than this part of the read left: it would cost two queries and hardly go on. */
const LEAST_PART = 0.1;
/** But each shard must be read by one item more than the one that was listed before. */
const LEAST_ITEMS = 2 * SHARDS;

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
 * Items to read of a partition for a page: the page, one more to know whether the list goes on, and one that was listed
 * before. With a filter somewhat more at first, and then whatever may still be read: nobody knows how many pass.
 */
const itemsToRead = ({ equals }: Pick<DaysRead, 'equals'>, limit: number, isFirst: boolean, most: number): number => {
  if (Object.keys(equals).length === 0) return Math.min(most, limit + 2);
  return isFirst ? Math.min(most, 2 * limit + 2) : most;
};

/** Reads a slice out of an index; its positions are ids. */
export const readIndex = async (
  source: AuditQuerySource,
  tree: string,
  plan: IndexRead,
  position: string | undefined,
  limit: number,
): Promise<AuditLogSlice> => {
  const partition = indexPartition(tree, plan.key);
  const below = (before: string | undefined, isFirst: boolean, most: number) =>
    queryPartition(source, { ...plan, partition, before, limit: itemsToRead(plan, limit, isFirst, most) });
  const first = await below(position, true, source.maxItems);
  const left = source.maxItems - first.read;
  const goesOn = first.stoppedAt !== undefined && first.items.length <= limit && left >= LEAST_ITEMS;
  const second = goesOn ? await below(first.stoppedAt, false, left) : { items: [], stoppedAt: first.stoppedAt };
  const items = [...first.items, ...second.items];
  const page = items.slice(0, limit);
  return sliceOf(page, items.length > limit ? page.map(idOf).at(-1) : second.stoppedAt);
};

interface DayItem {
  readonly day: string;
  readonly item: Item;
}

/** The earlier of the day to go on with and the last day asked for. */
const startDay = (position: DayPosition | undefined, last: string | undefined): string | undefined =>
  position === undefined || (last !== undefined && last < position.day) ? last : position.day;

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

/** The shards of a day, side by side. */
const queryDay = (
  source: AuditQuerySource,
  tree: string,
  day: string,
  question: Omit<PartitionQuestion, 'partition'>,
): Promise<readonly PartitionAnswer[]> =>
  Promise.all(
    Array.from({ length: SHARDS }, (_, shard) =>
      queryPartition(source, { ...question, partition: auditPartition(tree, day, shard) }),
    ),
  );

/**
 * Reads a slice out of the days' partitions, from day to day that has events, until the page is full or the read is
 * used up. Steps are taken one after another, so that a busy day takes no more than the next one needs.
 */
export const walkDays = async (
  source: AuditQuerySource,
  tree: string,
  { days: { first, last }, ...plan }: DaysRead,
  position: DayPosition | undefined,
  limit: number,
): Promise<AuditLogSlice> => {
  const days = await queryDays(source, tree, { first, last: startDay(position, last) }, WALK_STEPS + 1);
  const passed: DayItem[] = [];
  const least = Math.max(LEAST_ITEMS, source.maxItems * LEAST_PART);
  let left = source.maxItems - days.length;
  let index = 0;
  let before = days[0] === position?.day ? position?.before : undefined;
  for (let step = 0; step < WALK_STEPS && left >= least && passed.length <= limit; step += 1) {
    const day = days[index];
    if (day === undefined) break;
    const most = itemsToRead(plan, limit, step === 0, Math.floor(left / SHARDS));
    const { range, equals } = plan;
    const answers = await queryDay(source, tree, day, { range, equals, before, limit: most });
    const { items, stoppedAt } = mergeAnswers(answers);
    passed.push(...items.map((item) => ({ day, item })));
    left -= answers.reduce((sum, { read }) => sum + read, 0);
    before = stoppedAt;
    if (stoppedAt === undefined) index += 1;
  }
  const day = days[index];
  return pageOf(passed, limit, day !== undefined && before !== undefined ? belowEvent(day, before) : day);
};
