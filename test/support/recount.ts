import type { AuditEvent } from '../../shared/domain/audit-event';
import type { DailyRollup } from '../../shared/domain/daily-rollup';

type Table = Record<string, Partial<Record<AuditEvent['outcome'], number>>>;

/** Counts the events by hand, each as often as it is there: what the rollups of their days must say. */
export const recount = (tree: string, events: readonly AuditEvent[]): readonly Omit<DailyRollup, 'position'>[] => {
  const days = [...new Set(events.map(({ recorded_at }) => recorded_at.slice(0, 10)))].sort();
  return days.map((day) => {
    const own = events.filter((event) => event.recorded_at.startsWith(day) && event.covered_entity_id === tree);
    // By hand again: what the service itself did and refused; a manual entry is a statement, and no access.
    const ofService = (event: AuditEvent): boolean => event.source !== 'manual';
    const by = (valuesOf: (event: AuditEvent) => readonly (string | undefined)[]): Table => {
      const table: Table = {};
      for (const event of own) {
        for (const value of valuesOf(event)) {
          if (value === undefined) continue;
          const row = (table[value] ??= {});
          row[event.outcome] = (row[event.outcome] ?? 0) + 1;
        }
      }
      return table;
    };
    const ended = (outcome: AuditEvent['outcome']) => own.filter((event) => event.outcome === outcome).length;
    const byPeople = own.filter(({ actor_scope }) => actor_scope === 'tenant' || actor_scope === 'platform');
    const users = [...new Set(byPeople.map(({ user_id }) => user_id))];
    const accesses = own.filter((event) => ofService(event) && event.outcome === 'success');
    return {
      tree,
      day,
      outcomes: { success: ended('success'), denied: ended('denied'), failure: ended('failure') },
      counts: {
        action: by((event) => (ofService(event) ? [event.action] : [])),
        purpose: by(({ source, purpose }) => (source === 'system' ? [purpose] : [])),
        role: by((event) => (ofService(event) ? event.roles : [])),
        operation: by(({ source, operation }) => (source === 'system' ? [operation] : [])),
        reason: by((event) => (ofService(event) ? [event.reason_code] : [])),
        source: by(({ source }) => [source]),
        actor_scope: by(({ actor_scope }) => [actor_scope]),
        manual_action: by(({ source, action }) => (source === 'manual' ? [action] : [])),
      },
      unreadable: 0,
      users: Object.fromEntries(users.map((id) => [id, byPeople.filter(({ user_id }) => user_id === id).length])),
      patients: new Set(accesses.flatMap(({ patient_id }) => patient_id ?? [])),
      incomplete: [],
    };
  });
};
