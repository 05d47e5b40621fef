import type { AuditEvent } from '../domain/audit-event';

export interface AuditLogQuestion {
  /** A covered entity, or the platform's tree. */
  readonly tree: string;
  /** Where the slice before this one said to go on; absent: from the newest event on. */
  readonly before?: string;
  readonly limit: number;
}

export interface AuditLogSlice {
  readonly events: readonly AuditEvent[];
  /** Items of the log that are not events of ours: something wrote past the audit trail. */
  readonly unreadable: number;
  /** Where to go on: `before` of the next question. Absent at the end of the log. */
  readonly next?: string;
}

/** Reads the audit log, newest first. A slice costs the slice, whatever the log's size: at most 10 partitions. */
export interface AuditLogReader {
  /** @throws DependencyUnavailableError */
  read(question: AuditLogQuestion): Promise<AuditLogSlice>;
}
