import type { AuditScan } from '../ports/audit-scan';
import type { CatchUpCursor, CatchUpStore } from '../ports/catch-up-store';
import { ContentionError, DependencyUnavailableError } from '../ports/errors';
import { dayOf, FIRST_INSTANT, newRun, nextDay } from './catch-up-span';
import { type ParkedTree, sequenceEntries, type SequencerDependencies } from './sequence-audit-events';

export interface CatchUpDependencies extends SequencerDependencies {
  readonly scan: AuditScan;
  readonly progress: CatchUpStore;
}

/** Reads of the audit table per run, of up to 100 items each: time ends a run long before. */
const MAX_READS = 50_000;
/** Left of the run's time for what a read brings, ten refused attempts of a transaction included. */
const END_MS = 15_000;
/** After so many reads the position is stored, so that a run that dies repeats no more. */
const READS_PER_SAVE = 20;
/** Trees that are remembered as not done. With more, the run stops where it is: nothing is skipped. */
const MAX_PARKED = 1_000;

export interface CaughtUp {
  /** Items that the stream had lost, or not brought yet. */
  readonly added: number;
  /** Items of them that some rollup had no room for. */
  readonly overflowed: number;
  /** Whether the run came to its end; else the next one goes on. */
  readonly finished: boolean;
  /** Trees in which this run failed; later runs read them again from there. */
  readonly parked: readonly ParkedTree[];
  /** Seconds since the instant up to which every tree is known to be complete. */
  readonly lag_seconds: number;
}

const isOutage = (error: unknown): boolean =>
  error instanceof DependencyUnavailableError && !(error instanceof ContentionError);

/** One run over the table, of a bounded time. */
class CatchUpRun {
  #reads = 0;
  #added = 0;
  #overflowed = 0;
  readonly #failed: ParkedTree[] = [];
  readonly #parked: Map<string, string>;

  constructor(
    private readonly dependencies: CatchUpDependencies,
    private readonly remainingMs: () => number,
    private until: string | undefined,
    parked: Readonly<Record<string, string>>,
    private cursor: CatchUpCursor,
  ) {
    this.#parked = new Map(Object.entries(parked));
  }

  async run(): Promise<CaughtUp> {
    const { to } = this.cursor;
    const before = [...this.#parked.keys()];
    while (this.cursor.day <= dayOf(to)) {
      if (!(await this.#day())) {
        await this.#save(this.cursor);
        return this.#result(false);
      }
      const { from, day } = this.cursor;
      this.cursor = { from, to, day: nextDay(day) };
    }
    this.until = to;
    await this.#save();
    // Last, so that they take no time from trees that can be read.
    for (const tree of before) await this.#again(tree, to);
    return this.#result(true);
  }

  #result(finished: boolean): CaughtUp {
    const [oldest = FIRST_INSTANT] = [this.until ?? FIRST_INSTANT, ...this.#parked.values()].sort();
    const lag_seconds = Math.max(0, Math.round((this.dependencies.clock.now().getTime() - Date.parse(oldest)) / 1000));
    return { added: this.#added, overflowed: this.#overflowed, finished, parked: this.#failed, lag_seconds };
  }

  #save(cursor?: CatchUpCursor): Promise<void> {
    return this.dependencies.progress.save({
      ...(cursor === undefined ? {} : { cursor }),
      ...(this.until === undefined ? {} : { until: this.until }),
      ...(this.#parked.size === 0 ? {} : { parked: Object.fromEntries(this.#parked) }),
    });
  }

  /** @returns whether the day is done. */
  async #day(): Promise<boolean> {
    for (;;) {
      if (!(await this.#mayRead())) return false;
      const { trees, next } = await this.dependencies.scan.trees(this.cursor.day, this.cursor.after);
      for (const tree of trees) {
        // One that failed is not read behind the place where it failed: it is read again from there, later.
        if (!this.#parked.has(tree) && !(await this.#tree(tree))) return false;
        const { from, to, day } = this.cursor;
        this.cursor = { from, to, day, after: tree };
      }
      if (next === undefined) return true;
      this.cursor = { ...this.cursor, after: next };
    }
  }

  /** @returns whether the tree's day is done, or given up. */
  async #tree(tree: string): Promise<boolean> {
    const { from, to, day, after, position } = this.cursor;
    const start = this.cursor.tree === tree ? position : undefined;
    const plain: CatchUpCursor = after === undefined ? { from, to, day } : { from, to, day, after };
    try {
      return await this.#items(tree, plain, start, (next) => {
        this.cursor = { ...plain, tree, ...(next === undefined ? {} : { position: next }) };
      });
    } catch (error) {
      this.#park(tree, from, error);
      return true;
    }
  }

  /** Reads a parked tree again, day by day, as far as the time goes. */
  async #again(tree: string, to: string): Promise<void> {
    const parkedAt = this.#parked.get(tree) ?? to;
    try {
      for (let from = parkedAt; from <= to; from = `${nextDay(dayOf(from))}T00:00:00.000Z`) {
        this.#parked.set(tree, from);
        if (!(await this.#items(tree, { from, to, day: dayOf(from) }))) {
          await this.#save();
          return;
        }
      }
      this.#parked.delete(tree);
    } catch (error) {
      this.#park(tree, this.#parked.get(tree) ?? parkedAt, error);
    }
    await this.#save();
  }

  /** A defect, or others who keep extending the tree, is the tree's own; an outage ends the run. */
  #park(tree: string, from: string, error: unknown): void {
    if (isOutage(error) || (!this.#parked.has(tree) && this.#parked.size >= MAX_PARKED)) throw error;
    this.#parked.set(tree, from);
    this.#failed.push({ tree, error });
  }

  /** @returns whether all of a tree's day are sequenced. */
  async #items(
    tree: string,
    { from, to, day }: CatchUpCursor,
    start?: string,
    at: (position: string | undefined) => void = () => undefined,
  ): Promise<boolean> {
    const { scan, sequence } = this.dependencies;
    const span = { from: new Date(from), to: new Date(to) };
    let position = start;
    do {
      if (!(await this.#mayRead())) return false;
      const { entries, next } = await scan.items(tree, day, span, position);
      const known = await sequence.known(
        tree,
        entries.map(({ key }) => key),
      );
      const missing = entries.filter(({ key }) => !known.has(key));
      if (missing.length > 0) {
        const { added, overflowed } = await sequenceEntries(this.dependencies, tree, missing);
        this.#added += added;
        this.#overflowed += overflowed;
      }
      position = next;
      at(position);
    } while (position !== undefined);
    return true;
  }

  async #mayRead(): Promise<boolean> {
    if (this.#reads >= MAX_READS || this.remainingMs() < END_MS) return false;
    this.#reads += 1;
    if (this.#reads % READS_PER_SAVE === 0) await this.#save(this.until === this.cursor.to ? undefined : this.cursor);
    return true;
  }
}

/**
 * Sequences what the stream lost (RELIABILITY 19): compares the audit table with the sequence, tree by tree and day by
 * day, from where the last run ended, less a margin. Goes on until shortly before the time is over and remembers where it
 * stopped. A tree that fails by itself is parked and leaves the others alone.
 * @param remainingMs milliseconds that are left to the run.
 * @throws DependencyUnavailableError; the next run repeats a little and goes on
 */
export const catchUpSequence = async (
  dependencies: CatchUpDependencies,
  remainingMs: () => number,
): Promise<CaughtUp> => {
  const { until, parked = {}, cursor } = await dependencies.progress.load();
  const start = cursor ?? newRun(until, dependencies.clock.now());
  return new CatchUpRun(dependencies, remainingMs, until, parked, start).run();
};
