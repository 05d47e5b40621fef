import type { AuditEvent } from '../domain/audit-event';
import type { SequenceEntry } from '../domain/audit-sequence';

/** What became of a copy: `present`: the table had the event; `different`: it has another one under the same id. */
export interface AuditCopy {
  readonly outcome: 'copied' | 'present' | 'different';
  /** The event as the sequence takes it up. */
  readonly entry: SequenceEntry;
}

/** Copies events into the audit table, each under its own key and with its own `recorded_at`. */
export interface AuditCopies {
  /** Idempotent. @throws DependencyUnavailableError */
  copy(event: AuditEvent): Promise<AuditCopy>;
}
