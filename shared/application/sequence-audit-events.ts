import { type AuditChange, isTampering, type SequenceEntry } from '../domain/audit-sequence';
import type { Clock } from '../ports/clock';
import { ContentionError, DefectError, DependencyUnavailableError } from '../ports/errors';
import type { SequenceStore } from '../ports/sequence-store';

export interface SequencerDependencies {
  readonly sequence: SequenceStore;
  readonly clock: Clock;
  /** Waits a random time that grows with the attempt. */
  readonly pause: (attempt: number) => Promise<void>;
}

/** Refusals of one transaction in a row after which the batch is left to a later delivery. */
const MAX_REFUSALS = 10;
/** Trees of a batch that are worked on side by side. */
const PARALLEL_TREES = 8;

/** What became of entries of one tree. */
interface SequencedEntries {
  /** How many were new. */
  readonly added: number;
  /** How many of them some rollup had no room for. */
  readonly overflowed: number;
}

const byId = (a: SequenceEntry, b: SequenceEntry): number => (a.id < b.id ? -1 : Number(a.id > b.id));

/**
 * Gives entries of one tree their positions, in the order of their ids, those that have one already left alone.
 * Optimistic: nothing is read before but the head, and a store that knows an entry says so as it refuses.
 * @throws ContentionError when others kept extending the same tree.
 * @throws DependencyUnavailableError, DefectError; positions that were given stay given
 */
export const sequenceEntries = async (
  { sequence, pause }: SequencerDependencies,
  tree: string,
  entries: readonly SequenceEntry[],
): Promise<SequencedEntries> => {
  let pending = [...new Map(entries.map((entry) => [entry.key, entry])).values()].sort(byId);
  let [head, refusals, added, overflowed] = [await sequence.head(tree), 0, 0, 0];
  while (pending.length > 0) {
    const outcome = await sequence.extend(tree, head, pending);
    if (outcome.kind === 'committed') {
      pending = pending.slice(outcome.count);
      added += outcome.count;
      overflowed += outcome.overflowed;
      [head, refusals] = [outcome.head, 0];
      continue;
    }
    pending = pending.filter(({ key }) => !outcome.known.has(key));
    if (outcome.moved && pending.length > 0) {
      refusals += 1;
      if (refusals > MAX_REFUSALS) throw new ContentionError('sequence');
      await pause(refusals);
      head = await sequence.head(tree);
    } else if (outcome.known.size === 0) throw new DefectError('refused without a reason');
  }
  return { added, overflowed };
};

/** A tree that failed by a defect, which trying again would not mend. */
export interface ParkedTree {
  readonly tree: string;
  readonly error: unknown;
}

/** What became of a batch of the audit table's stream. */
export interface SequencedBatch {
  /** Entries that have their positions since this batch. */
  readonly added: number;
  /** Keys of items that are no events; they have their positions too. */
  readonly unreadable: readonly string[];
  /** Keys of items that were changed or removed against the table's policy. */
  readonly tampered: readonly string[];
  /** Entries that some rollup had no room for. */
  readonly overflowed: number;
  /** Trees whose entries of this batch are left to the catch-up. */
  readonly parked: readonly ParkedTree[];
  /** Why some must come again. */
  readonly error?: unknown;
  /** The sequence number of the first record that must be delivered again; absent: none. */
  readonly failedFrom?: string;
}

/** The entries of each tree; trees in the order in which they come. */
const byTree = (entries: readonly SequenceEntry[]): ReadonlyMap<string, readonly SequenceEntry[]> => {
  const trees = new Map<string, SequenceEntry[]>();
  for (const entry of entries) {
    const own = trees.get(entry.tree);
    if (own === undefined) trees.set(entry.tree, [entry]);
    else own.push(entry);
  }
  return trees;
};

const isOutage = (error: unknown): boolean =>
  error instanceof DependencyUnavailableError && !(error instanceof ContentionError);

/**
 * Sequences a batch of the audit table's stream. A batch may come twice, cut otherwise, out of order, beside another
 * one: each item gets one position and is folded into the rollups once. A tree that fails leaves the others alone,
 * unless the store is out of service: by contention or an outage it comes again, by a defect it is parked, so that it
 * does not hold the trees that share its part of the stream. A change or removal is reported and changes neither sequence nor rollups.
 * @throws nothing of a tree's failure: `failedFrom` says where to go on.
 */
export const sequenceAuditEvents = async (
  dependencies: SequencerDependencies,
  changes: readonly AuditChange[],
): Promise<SequencedBatch> => {
  const now = dependencies.clock.now();
  const inserted = changes.filter(({ change }) => change === 'inserted');
  const waiting = [...byTree(inserted.map(({ entry }) => entry))];
  const failed = new Set<string>();
  const errors: unknown[] = [];
  const parked: ParkedTree[] = [];
  let [added, overflowed] = [0, 0];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [tree, own] = next;
      try {
        if (errors.some(isOutage)) failed.add(tree);
        else {
          const done = await sequenceEntries(dependencies, tree, own);
          [added, overflowed] = [added + done.added, overflowed + done.overflowed];
        }
      } catch (error) {
        if (error instanceof DependencyUnavailableError) {
          failed.add(tree);
          errors.push(error);
        } else parked.push({ tree, error });
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_TREES }, work));
  const failedFrom = inserted.find(({ entry }) => failed.has(entry.tree))?.sequence_number;
  return {
    added,
    overflowed,
    parked,
    unreadable: inserted.filter(({ entry }) => entry.event === undefined).map(({ entry }) => entry.key),
    tampered: changes.filter((change) => isTampering(change, now)).map(({ entry }) => entry.key),
    ...(failedFrom === undefined ? {} : { failedFrom, error: errors[0] }),
  };
};
