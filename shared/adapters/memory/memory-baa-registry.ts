import type { Baa, BaaClosure } from '../../domain/baa';
import type { AlertDays } from '../../domain/baa-expiry';
import type { AgreementsOnFile, BaaKey, BaaRegistry, BaaSlice, ExpiryRange } from '../../ports/baa-registry';
import { MemoryMutation } from './memory-mutation';

/** Business associate agreements in memory. */
export class MemoryBaaRegistry implements BaaRegistry {
  readonly #agreements = new Map<string, Baa>();

  agreementsOf(coveredEntityId: string): Promise<readonly Baa[]> {
    return Promise.resolve([...this.#agreements.values()].filter((baa) => baa.covered_entity_id === coveredEntityId));
  }

  async onFile(coveredEntityId: string): Promise<AgreementsOnFile> {
    const agreements = await this.agreementsOf(coveredEntityId);
    return { covered_entity_id: coveredEntityId, agreements, creations: agreements.length };
  }

  noneSince({ covered_entity_id, creations }: AgreementsOnFile): MemoryMutation {
    return new MemoryMutation(
      () =>
        [...this.#agreements.values()].filter((baa) => baa.covered_entity_id === covered_entity_id).length ===
        creations,
      () => undefined,
    );
  }

  async find(coveredEntityId: string, id: string): Promise<Baa | undefined> {
    return (await this.agreementsOf(coveredEntityId)).find((baa) => baa.id === id);
  }

  creation(baa: Baa): MemoryMutation {
    return new MemoryMutation(
      () => !this.#agreements.has(baa.id),
      () => this.#agreements.set(baa.id, baa),
    );
  }

  deactivation(key: BaaKey, at: Date): MemoryMutation {
    return this.#change(key, ({ deactivated_at }) => deactivated_at === undefined, {
      deactivated_at: at.toISOString(),
    });
  }

  closure(key: BaaKey, closure: BaaClosure, at: Date): MemoryMutation {
    return this.#change(key, ({ closed_at }) => closed_at === undefined, { closure, closed_at: at.toISOString() });
  }

  alert(key: BaaKey, days: AlertDays): MemoryMutation {
    return this.#change(
      key,
      ({ alerted_days = Infinity, deactivated_at }) => deactivated_at === undefined && alerted_days > days,
      { alerted_days: days },
    );
  }

  expiring({ first, last }: ExpiryRange): Promise<BaaSlice> {
    const agreements = [...this.#agreements.values()].filter(
      ({ deactivated_at, expiry_date }) => deactivated_at === undefined && expiry_date >= first && expiry_date <= last,
    );
    return Promise.resolve({ agreements, unreadable: 0 });
  }

  #change({ covered_entity_id, id }: BaaKey, permits: (baa: Baa) => boolean, changes: Partial<Baa>): MemoryMutation {
    const found = (): Baa | undefined => {
      const baa = this.#agreements.get(id);
      return baa?.covered_entity_id === covered_entity_id ? baa : undefined;
    };
    return new MemoryMutation(
      () => {
        const baa = found();
        return baa !== undefined && permits(baa);
      },
      () => {
        const baa = found();
        if (baa !== undefined) this.#agreements.set(id, { ...baa, ...changes });
      },
    );
  }
}
