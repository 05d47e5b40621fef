import type { AuditEvent } from '../../domain/audit-event';
import type { AuditFilters } from '../../domain/audit-query';
import type { AuditLogQuestion, AuditLogReader, AuditLogSlice } from '../../ports/audit-log-reader';
import { type AuditEvents, AuditTrail, type Mutation } from '../../ports/audit-trail';
import { DependencyUnavailableError } from '../../ports/errors';
import { memoryMutation } from './memory-mutation';

const matches = (event: AuditEvent, { from, to, ...equals }: AuditFilters = {}): boolean => {
  const recorded = new Date(event.recorded_at);
  const within = (from === undefined || recorded >= from) && (to === undefined || recorded <= to);
  return within && Object.entries(equals).every(([name, value]) => Reflect.get(event, name) === value);
};

/** An audit trail in memory, with a switch that makes it refuse. */
export class MemoryAuditTrail extends AuditTrail implements AuditLogReader {
  readonly #events: AuditEvent[] = [];
  available = true;

  get events(): readonly AuditEvent[] {
    return this.#events;
  }

  protected override append(events: AuditEvents): Promise<void> {
    if (!this.#accepts(events)) return Promise.reject(new DependencyUnavailableError('audit'));
    this.#events.push(...events);
    return Promise.resolve();
  }

  protected override transact(mutations: readonly Mutation[], events: AuditEvents): Promise<'committed' | 'conflict'> {
    if (!this.#accepts(events)) return Promise.reject(new DependencyUnavailableError('audit'));
    const changes = mutations.map(memoryMutation);
    if (!changes.every((change) => change.permitted())) return Promise.resolve('conflict');
    for (const change of changes) change.apply();
    this.#events.push(...events);
    return Promise.resolve('committed');
  }

  read({ tree, filters, before, limit }: AuditLogQuestion): Promise<AuditLogSlice> {
    const events = this.#events
      .filter((event) => event.covered_entity_id === tree && (before === undefined || event.id < before))
      .filter((event) => matches(event, filters))
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    const page = events.slice(0, limit);
    const slice = { events: page, unreadable: 0 };
    return Promise.resolve(events.length > limit ? { ...slice, next: page.at(-1)?.id } : slice);
  }

  find(tree: string, id: string): Promise<AuditEvent | undefined> {
    return Promise.resolve(this.#events.find((event) => event.covered_entity_id === tree && event.id === id));
  }

  /** Append-only: an event whose id is taken is refused, and so is the whole call. */
  #accepts(events: AuditEvents): boolean {
    return this.available && !events.some(({ id }) => this.#events.some((event) => event.id === id));
  }
}
