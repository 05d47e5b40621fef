import type { SequenceEntry } from '../domain/audit-sequence';
import type { SequenceHead } from './rollup-reader';

export type SequenceOutcome =
  /** The first `count` of the entries have their positions, and the rollups hold them. */
  | {
      readonly kind: 'committed';
      readonly count: number;
      readonly head: SequenceHead;
      /** How many of them some rollup had no room for; their days are marked as incomplete. */
      readonly overflowed: number;
    }
  /** Nothing was written: entries that have a position already, another writer, or both. */
  | { readonly kind: 'refused'; readonly known: ReadonlySet<string>; readonly moved: boolean };

/**
 * The sequence of each tree: which item of the audit log has which position, each exactly one, without gaps. Beside
 * it, the daily rollups, which change with the sequence or not at all.
 */
export interface SequenceStore {
  /** @throws DependencyUnavailableError */
  head(tree: string): Promise<SequenceHead>;

  /**
   * Gives the next positions to as many of the entries as one transaction takes, from the first on, and folds them
   * into the rollups of their days: all of that or nothing. A rollup that has no room stops nothing: its day
   * is marked as incomplete.
   * @param entries at least one, all of this tree, no key twice.
   * @throws DependencyUnavailableError also when the outcome is unknown
   * @throws DefectError when the store calls the transaction wrong
   */
  extend(tree: string, head: SequenceHead, entries: readonly SequenceEntry[]): Promise<SequenceOutcome>;

  /**
   * Which of the keys have a position. May leave some out: whoever extends is told again.
   * @param keys 100 at most.
   * @throws DependencyUnavailableError
   */
  known(tree: string, keys: readonly string[]): Promise<ReadonlySet<string>>;
}
