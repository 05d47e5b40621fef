import type { SequenceEntry } from '../../domain/audit-sequence';
import type { DailyRollup } from '../../domain/daily-rollup';
import { dailyRollup, foldByDay, type RollupDelta } from '../../domain/rollup-fold';
import type { RollupReader, SequenceHead } from '../../ports/rollup-reader';
import type { SequenceOutcome, SequenceStore } from '../../ports/sequence-store';

interface Tree {
  head: SequenceHead;
  /** Entries by position. */
  readonly entries: SequenceEntry[];
  readonly days: Map<string, { sums: RollupDelta; position: number }>;
}

const sum = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): ReadonlyMap<string, number> => {
  const sums = new Map(one);
  for (const [name, count] of other) sums.set(name, (sums.get(name) ?? 0) + count);
  return sums;
};

const merge = (one: RollupDelta, other: RollupDelta): RollupDelta => ({
  day: one.day,
  counters: sum(one.counters, other.counters),
  users: sum(one.users, other.users),
  patients: new Set([...one.patients, ...other.patients]),
});

/** Sequence and rollups in memory. */
export class MemorySequence implements SequenceStore, RollupReader {
  readonly #trees = new Map<string, Tree>();

  /** @param atOnce entries that one call of `extend` takes at most. */
  constructor(private readonly atOnce = 80) {}

  /** The keys of a tree in their order. */
  keysOf(tree: string): readonly string[] {
    return this.#tree(tree).entries.map(({ key }) => key);
  }

  head(tree: string): Promise<SequenceHead> {
    return Promise.resolve(this.#tree(tree).head);
  }

  /** No catch-up runs over what is in memory. */
  completeUntil(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }

  extend(name: string, head: SequenceHead, entries: readonly SequenceEntry[]): Promise<SequenceOutcome> {
    const tree = this.#tree(name);
    const fitting = entries.slice(0, this.atOnce);
    const taken = new Set(tree.entries.map(({ key }) => key));
    const known = new Set(fitting.map(({ key }) => key).filter((key) => taken.has(key)));
    const moved = tree.head.size !== head.size;
    if (moved || known.size > 0) return Promise.resolve({ kind: 'refused', known, moved });
    tree.entries.push(...fitting);
    const newest = fitting
      .flatMap(({ event }) => event?.recorded_at ?? [])
      .concat(head.newest_recorded_at ?? [])
      .sort()
      .at(-1);
    tree.head = {
      size: tree.entries.length,
      ...(newest === undefined ? {} : { newest_recorded_at: newest }),
    };
    for (const delta of foldByDay(fitting)) {
      const before = tree.days.get(delta.day);
      const sums = before === undefined ? delta : merge(before.sums, delta);
      tree.days.set(delta.day, { sums, position: tree.head.size - 1 });
    }
    return Promise.resolve({ kind: 'committed', count: fitting.length, head: tree.head, overflowed: 0 });
  }

  known(name: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
    const taken = new Set(this.keysOf(name));
    return Promise.resolve(new Set(keys.filter((key) => taken.has(key))));
  }

  days(name: string, from: string, to: string): Promise<readonly DailyRollup[]> {
    const days = [...this.#tree(name).days].filter(([day]) => day >= from && day <= to);
    return Promise.resolve(
      days.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { sums, position }]) => dailyRollup(name, sums, position)),
    );
  }

  #tree(name: string): Tree {
    const tree = this.#trees.get(name) ?? { head: { size: 0 }, entries: [], days: new Map() };
    this.#trees.set(name, tree);
    return tree;
  }
}
