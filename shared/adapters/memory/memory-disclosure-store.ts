import type { SealedDisclosure } from '../../crypto/disclosure-envelope';
import type { DisclosurePage, DisclosureStore } from '../../ports/disclosure-store';
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

  page(coveredEntityId: string, after: string | undefined, limit: number): Promise<DisclosurePage> {
    const following = [...this.#records.values()]
      .filter(({ facts }) => facts.covered_entity_id === coveredEntityId && (after === undefined || facts.id > after))
      .sort((a, b) => (a.facts.id < b.facts.id ? -1 : 1));
    const records = following.slice(0, limit);
    const next = following.length > limit ? records.at(-1)?.facts.id : undefined;
    return Promise.resolve({ records, unreadable: [], ...(next === undefined ? {} : { next }) });
  }

  replacement(before: SealedDisclosure, after: SealedDisclosure): MemoryMutation {
    return new MemoryMutation(
      () => {
        const current = this.#records.get(before.facts.id);
        return current !== undefined && Buffer.from(current.sealed.header).equals(before.sealed.header);
      },
      () => this.#records.set(after.facts.id, after),
    );
  }
}
