import type { SequenceEntry } from '../domain/audit-sequence';

/** A span of time, both ends within. */
export interface ScanSpan {
  readonly from: Date;
  readonly to: Date;
}

/** The audit table from its oldest item on, as its keys lie: for who compares it with something. */
export interface AuditScan {
  /**
   * Trees with events on a day (`YYYY-MM-DD`), by name. Eventually consistent.
   * @param after the tree behind which to go on.
   * @returns at most 100; `next` while there are more.
   * @throws DependencyUnavailableError
   */
  trees(day: string, after: string | undefined): Promise<{ readonly trees: readonly string[]; readonly next?: string }>;

  /**
   * Items of a tree and day whose ids are of the span.
   * @param position where an earlier page said to go on.
   * @returns at most 100; `next` while there may be more.
   * @throws DependencyUnavailableError
   */
  items(
    tree: string,
    day: string,
    span: ScanSpan,
    position: string | undefined,
  ): Promise<{ readonly entries: readonly SequenceEntry[]; readonly next?: string }>;
}
