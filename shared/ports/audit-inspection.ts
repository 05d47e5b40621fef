import type { AuditEvent } from '../domain/audit-event';

/** Looks at the audit table from outside the trail: is an event there, and does the table refuse to change it. */
export interface AuditInspection {
  /** Whether the stored event is this one, read consistently. @throws DependencyUnavailableError */
  holds(event: AuditEvent): Promise<boolean>;
  /**
   * Tries to change the event under a condition that cannot hold: nothing is changed, whatever the answer.
   * @throws DependencyUnavailableError when neither a denial nor its absence was the answer.
   */
  attempt(change: 'update' | 'delete', event: AuditEvent): Promise<'denied' | 'not-denied'>;
  /** How many of the actions that would change an event the table's own policy has to deny, and which it does not. */
  policy(): Promise<{ readonly denied: number; readonly undenied: readonly string[] }>;
}
