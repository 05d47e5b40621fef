import type { AuditEvent } from '../../domain/audit-event';
import type { AuditFallback, KeptAuditEvents } from '../../ports/audit-fallback';
import { DependencyUnavailableError } from '../../ports/errors';

const nameOf = ({ covered_entity_id, id }: AuditEvent): string => `${covered_entity_id}/${id}`;

/** The second audit sink in memory, with a switch that makes it refuse. */
export class MemoryAuditFallback implements AuditFallback, KeptAuditEvents {
  readonly #events = new Map<string, AuditEvent>();
  available = true;

  get events(): readonly AuditEvent[] {
    return [...this.#events.values()];
  }

  keep(event: AuditEvent): Promise<void> {
    const name = nameOf(event);
    if (!this.available || this.#events.has(name)) {
      return Promise.reject(new DependencyUnavailableError('audit-fallback'));
    }
    this.#events.set(name, event);
    return Promise.resolve();
  }

  trees(): Promise<readonly string[]> {
    return Promise.resolve([...new Set(this.events.map((event) => event.covered_entity_id))].sort());
  }

  names(tree: string, after = '', limit = Infinity): Promise<readonly string[]> {
    const names = this.events.filter((event) => event.covered_entity_id === tree).map(({ id }) => id);
    return Promise.resolve(
      names
        .filter((name) => name > after)
        .sort()
        .slice(0, limit),
    );
  }

  read(tree: string, name: string): Promise<AuditEvent | undefined> {
    return Promise.resolve(this.#events.get(`${tree}/${name}`));
  }
}
