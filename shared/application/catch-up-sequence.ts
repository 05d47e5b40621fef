import type { AuditScan } from '../ports/audit-scan';
import type { CatchUpCursor, CatchUpProgress, CatchUpStore } from '../ports/catch-up-store';
import { sequenceEntries, type SequencerDependencies } from './sequence-audit-events';

export interface CatchUpDependencies extends SequencerDependencies {
  readonly scan: AuditScan;
  readonly progress: CatchUpStore;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** What is younger is the stream's: it takes about a second, and the events of a request may still be under way. */
const SETTLED_MS = 15 * MINUTE_MS;
/** Read again with each run: an event comes this much later than its id at most, clocks ten minutes off included. */
const MARGIN_MS = 60 * MINUTE_MS;
/** No deployment has older events. */
const FIRST_INSTANT = '2026-01-01T00:00:00.000Z';
/** Reads of the audit table per run, of up to 100 items each; the next run goes on. */
const MAX_READS = 200;
/** After so many the position is stored, so that a run that dies repeats no more. */
const READS_PER_SAVE = 20;

const dayOf = (instant: string): string => instant.slice(0, 10);
const nextDay = (day: string): string => dayOf(new Date(Date.parse(day) + DAY_MS).toISOString());

const newRun = ({ until }: CatchUpProgress, now: Date): CatchUpCursor => {
  const to = now.getTime() - SETTLED_MS;
  // A clock that was put back does not make the span empty.
  const from = until === undefined ? Date.parse(FIRST_INSTANT) : Math.min(Date.parse(until), to) - MARGIN_MS;
  const [first, last] = [new Date(from).toISOString(), new Date(to).toISOString()];
  return { from: first, to: last, day: dayOf(first) };
};

export interface CaughtUp {
  /** Items that the stream had lost, or not brought yet. */
  readonly added: number;
  /** Whether the run came to its end; else the next one goes on. */
  readonly finished: boolean;
}

/** One run over the table, of a bounded number of reads. */
class CatchUpRun {
  #reads = 0;
  #added = 0;

  constructor(
    private readonly dependencies: CatchUpDependencies,
    private readonly until: string | undefined,
    private cursor: CatchUpCursor,
  ) {}

  async run(): Promise<CaughtUp> {
    const { to } = this.cursor;
    while (this.cursor.day <= dayOf(to)) {
      if (!(await this.#day())) return this.#pause();
      const { from, day } = this.cursor;
      this.cursor = { from, to, day: nextDay(day) };
    }
    await this.dependencies.progress.save({ until: to });
    return { added: this.#added, finished: true };
  }

  async #pause(): Promise<CaughtUp> {
    await this.#save();
    return { added: this.#added, finished: false };
  }

  #save(): Promise<void> {
    const progress = { cursor: this.cursor, ...(this.until === undefined ? {} : { until: this.until }) };
    return this.dependencies.progress.save(progress);
  }

  /** @returns whether the day is done. */
  async #day(): Promise<boolean> {
    for (;;) {
      if (!(await this.#mayRead())) return false;
      const { trees, next } = await this.dependencies.scan.trees(this.cursor.day, this.cursor.after);
      for (const tree of trees) {
        if (!(await this.#tree(tree))) return false;
        const { from, to, day } = this.cursor;
        this.cursor = { from, to, day, after: tree };
      }
      if (next === undefined) return true;
      this.cursor = { ...this.cursor, after: next };
    }
  }

  /** @returns whether the tree's day is done. */
  async #tree(tree: string): Promise<boolean> {
    const { scan, sequence } = this.dependencies;
    const span = { from: new Date(this.cursor.from), to: new Date(this.cursor.to) };
    let position = this.cursor.tree === tree ? this.cursor.position : undefined;
    do {
      if (!(await this.#mayRead())) return false;
      const { entries, next } = await scan.items(tree, this.cursor.day, span, position);
      const known = await sequence.known(
        tree,
        entries.map(({ key }) => key),
      );
      const missing = entries.filter(({ key }) => !known.has(key));
      if (missing.length > 0) this.#added += await sequenceEntries(this.dependencies, tree, missing);
      position = next;
      this.cursor = { ...this.#treeCursor(), tree, ...(position === undefined ? {} : { position }) };
    } while (position !== undefined);
    return true;
  }

  /** The cursor without a place in a tree. */
  #treeCursor(): CatchUpCursor {
    const { from, to, day, after } = this.cursor;
    return after === undefined ? { from, to, day } : { from, to, day, after };
  }

  async #mayRead(): Promise<boolean> {
    if (this.#reads >= MAX_READS) return false;
    this.#reads += 1;
    if (this.#reads % READS_PER_SAVE === 0) await this.#save();
    return true;
  }
}

/**
 * Sequences what the stream lost (RELIABILITY 19): compares the audit table with the sequence, tree by tree and day by
 * day, from where the last run ended, less a margin. Does a bounded part of it and remembers where it stopped.
 * @throws DependencyUnavailableError, DefectError; the next run repeats a little and goes on
 */
export const catchUpSequence = async (dependencies: CatchUpDependencies): Promise<CaughtUp> => {
  const progress = await dependencies.progress.load();
  const cursor = progress.cursor ?? newRun(progress, dependencies.clock.now());
  return new CatchUpRun(dependencies, progress.until, cursor).run();
};
