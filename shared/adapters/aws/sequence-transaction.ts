import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { SequenceEntry } from '../../domain/audit-sequence';
import { foldByDay } from '../../domain/rollup-fold';
import type { SequenceHead } from '../../ports/rollup-reader';
import { incompleteUpdates, rollupCounters, rollupKeys, type RollupUpdate, rollupUpdates } from './rollup-item';

export interface SequenceTables {
  readonly sequence: string;
  readonly rollups: string;
}

/** DynamoDB's limit on the actions of one transaction. */
const MAX_ACTIONS = 100;
/** The head and the segment. */
const FIXED_ACTIONS = 2;
/** An update's expression holds 4 KB, which is some 300 counters. */
const MAX_COUNTERS = 250;
/** Positions sort as text: as many digits as the largest safe integer. */
const POSITION_DIGITS = 16;

export const HEAD_KEY = 'head';
export const positionKey = (key: string): string => `event#${key}`;
const segmentKey = (first: number): string => `segment#${String(first).padStart(POSITION_DIGITS, '0')}`;

/** As many of the entries, from the first on, as one transaction takes. */
export const fittingEntries = (entries: readonly SequenceEntry[]): readonly SequenceEntry[] => {
  const [items, counters] = [new Set<string>(), new Set<string>()];
  for (const [index, entry] of entries.entries()) {
    for (const key of rollupKeys(entry)) items.add(key);
    for (const counter of rollupCounters(entry)) counters.add(counter);
    const actions = FIXED_ACTIONS + index + 1 + items.size;
    if (actions > MAX_ACTIONS || counters.size > MAX_COUNTERS) return entries.slice(0, Math.max(1, index));
  }
  return entries;
};

const newest = (head: SequenceHead, entries: readonly SequenceEntry[]): string | undefined =>
  [head.newest_recorded_at, ...entries.map(({ event }) => event?.recorded_at)]
    .filter((instant) => instant !== undefined)
    .sort()
    .at(-1);

/** The head after the entries. */
export const headAfter = (head: SequenceHead, entries: readonly SequenceEntry[]): SequenceHead => {
  const newest_recorded_at = newest(head, entries);
  const size = head.size + entries.length;
  return newest_recorded_at === undefined ? { size } : { size, newest_recorded_at };
};

const headUpdate = (tableName: string, tree: string, from: SequenceHead, to: SequenceHead): TransactWriteItem => ({
  Update: {
    TableName: tableName,
    Key: marshall({ tree, sk: HEAD_KEY }),
    UpdateExpression:
      to.newest_recorded_at === undefined ? 'SET #size = :to' : 'SET #size = :to, newest_recorded_at = :newest',
    // Whoever comes second is refused: what makes many writers one.
    ConditionExpression: from.size === 0 ? 'attribute_not_exists(#size)' : '#size = :from',
    ExpressionAttributeNames: { '#size': 'size' },
    ExpressionAttributeValues: marshall({
      ':to': to.size,
      ...(from.size === 0 ? {} : { ':from': from.size }),
      ...(to.newest_recorded_at === undefined ? {} : { ':newest': to.newest_recorded_at }),
    }),
  },
});

/** Which items stand at the positions from `first` on: what the sealer follows. It lives as long as its longest item. */
const segmentPut = (
  tableName: string,
  tree: string,
  first: number,
  entries: readonly SequenceEntry[],
): TransactWriteItem => {
  const expiries = entries.map(({ expires_at }) => expires_at ?? Number.POSITIVE_INFINITY);
  const expires = Math.max(...expiries);
  return {
    Put: {
      TableName: tableName,
      Item: marshall({
        tree,
        sk: segmentKey(first),
        first,
        partitions: entries.map(({ partition }) => partition),
        ids: entries.map(({ id }) => id),
        ...(Number.isFinite(expires) ? { expires_at: expires } : {}),
      }),
      ConditionExpression: 'attribute_not_exists(sk)',
    },
  };
};

const positionPut = (tableName: string, entry: SequenceEntry, position: number): TransactWriteItem => ({
  Put: {
    TableName: tableName,
    Item: marshall(
      { tree: entry.tree, sk: positionKey(entry.key), position, expires_at: entry.expires_at },
      { removeUndefinedValues: true },
    ),
    ConditionExpression: 'attribute_not_exists(sk)',
  },
});

export interface SequenceTransaction {
  readonly items: readonly TransactWriteItem[];
  /** What a refusal by the reason of an item's place among `items` concerns, where it is a rollup. */
  readonly rollupAt: (index: number) => RollupUpdate | undefined;
  /** Entries that some rollup does not hold. */
  readonly overflowed: number;
}

/**
 * The transaction that extends a tree by the entries: the head, a position for each, the segment, the rollups.
 * @param leavesOut which rollups do without; their days are marked as incomplete.
 */
export const sequenceTransaction = (
  { sequence, rollups }: SequenceTables,
  tree: string,
  head: SequenceHead,
  entries: readonly SequenceEntry[],
  leavesOut: (rollup: RollupUpdate) => boolean,
): SequenceTransaction => {
  const after = headAfter(head, entries);
  const all = foldByDay(entries).flatMap((delta) => rollupUpdates(rollups, tree, delta, after.size - 1));
  const [kept, left] = [all.filter((rollup) => !leavesOut(rollup)), all.filter(leavesOut)];
  const without = new Set(left.map(({ sk }) => sk));
  const log = [
    headUpdate(sequence, tree, head, after),
    ...entries.map((entry, index) => positionPut(sequence, entry, head.size + index)),
    segmentPut(sequence, tree, head.size, entries),
  ];
  const updates = [...kept.map(({ update }) => update), ...incompleteUpdates(rollups, tree, left)];
  return {
    items: [...log, ...updates.map((update) => ({ Update: update }))],
    rollupAt: (index) => kept[index - log.length],
    overflowed: entries.filter((entry) => rollupKeys(entry).some((key) => without.has(key))).length,
  };
};
