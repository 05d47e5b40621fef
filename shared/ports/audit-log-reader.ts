import type { AuditEvent } from '../domain/audit-event';
import type { AuditFilters } from '../domain/audit-query';

export interface AuditLogQuestion {
  /** A covered entity, or the platform's tree. */
  readonly tree: string;
  /** What to narrow the log to; absent: all of it. */
  readonly filters?: AuditFilters;
  /** Where the slice before this one, of the same tree and filters, said to go on; absent: from the newest event on. */
  readonly before?: string;
  readonly limit: number;
}

export interface AuditLogSlice {
  /** Fewer than the limit, or none, where the read was used up before the slice was full. */
  readonly events: readonly AuditEvent[];
  /** Items of the log that are not events of ours: something wrote past the audit trail. */
  readonly unreadable: number;
  /** Where to go on: `before` of the next question. Absent at the end of the log. */
  readonly next?: string;
}

/**
 * Reads the audit log, newest first. A slice costs the slice, whatever the log's size: at most 10 partitions and 1,000
 * items. Under a filter by patient or user, an event may take a moment to show.
 */
export interface AuditLogReader {
  /** @throws DependencyUnavailableError */
  read(question: AuditLogQuestion): Promise<AuditLogSlice>;
  /** One event of a tree, read consistently. @throws DependencyUnavailableError */
  find(tree: string, id: string): Promise<AuditEvent | undefined>;
}
