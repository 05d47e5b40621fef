import type { Baa } from '../../domain/baa';
import type { BaaRegistry } from '../../ports/baa-registry';
import { MemoryMutation } from './memory-mutation';

/** Business associate agreements in memory. */
export class MemoryBaaRegistry implements BaaRegistry {
  readonly #agreements = new Map<string, Baa>();

  agreementsOf(coveredEntityId: string): Promise<readonly Baa[]> {
    return Promise.resolve([...this.#agreements.values()].filter((baa) => baa.covered_entity_id === coveredEntityId));
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
}
