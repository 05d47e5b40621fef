import type { DailyRollup } from '../domain/daily-rollup';

/** How far a tree's sequence has come. */
export interface SequenceHead {
  /** Events that have their place in the sequence. */
  readonly size: number;
  /** The newest `recorded_at` among them, which says nothing of older ones; absent while there is none. */
  readonly newest_recorded_at?: string;
}

/** The daily rollups of the audit log, and how far they reach. */
export interface RollupReader {
  /**
   * The rollups of the days from the first to the last (`YYYY-MM-DD`, both within), oldest first; a day without events
   * has none. Costs at most one read per day covered.
   * @throws DependencyUnavailableError
   */
  days(tree: string, from: string, to: string): Promise<readonly DailyRollup[]>;

  /** @throws DependencyUnavailableError */
  head(tree: string): Promise<SequenceHead>;

  /**
   * The instant (RFC 3339) up to which the audit log was compared with the tree's sequence, and nothing was missing any
   * more. Undefined before a first comparison has ended.
   * @throws DependencyUnavailableError
   */
  completeUntil(tree: string): Promise<string | undefined>;
}
