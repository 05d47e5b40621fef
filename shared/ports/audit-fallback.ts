import type { AuditEvent } from '../domain/audit-event';

/**
 * The second audit sink: independent of the audit table, its key, and its service. Each event is an object of its own
 * that nobody can change or remove before its time.
 */
export interface AuditFallback {
  /**
   * Makes an event durable, once: an id that is taken is refused, unless an earlier attempt of this very call took it.
   * @throws DependencyUnavailableError when it may not be durable
   */
  keep(event: AuditEvent): Promise<void>;
}

/** What the second audit sink holds, for whoever copies it into the audit table. */
export interface KeptAuditEvents {
  /** Covered entities with events, at most 10,000. @throws DependencyUnavailableError */
  trees(): Promise<readonly string[]>;

  /** Names of a tree's events behind a name, in order: event ids, unless something else was put there. @throws DependencyUnavailableError */
  names(tree: string, after: string | undefined, limit: number): Promise<readonly string[]>;

  /** The event of a name; nothing where none can be read that belongs there. @throws DependencyUnavailableError */
  read(tree: string, name: string): Promise<AuditEvent | undefined>;
}
