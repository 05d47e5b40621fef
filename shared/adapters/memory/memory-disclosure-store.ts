import type { SealedDisclosure } from '../../crypto/disclosure-envelope';
import type { DisclosureStore } from '../../ports/disclosure-store';
import { MemoryMutation } from './memory-mutation';

/** Records of disclosures in memory. */
export class MemoryDisclosureStore implements DisclosureStore {
  readonly #records = new Map<string, SealedDisclosure>();

  creation(record: SealedDisclosure): MemoryMutation {
    const { id } = record.facts;
    return new MemoryMutation(
      () => !this.#records.has(id),
      () => this.#records.set(id, record),
    );
  }

  find(coveredEntityId: string, id: string): Promise<SealedDisclosure | undefined> {
    const record = this.#records.get(id);
    return Promise.resolve(record?.facts.covered_entity_id === coveredEntityId ? record : undefined);
  }
}
