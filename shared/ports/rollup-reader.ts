import type { DailyRollup } from '../domain/daily-rollup';

/** How far a tree's sequence has come. */
export interface SequenceHead {
  /** Events that have their place in the sequence. */
  readonly size: number;
  /** The newest `recorded_at` among them; absent while there is none. */
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
}
