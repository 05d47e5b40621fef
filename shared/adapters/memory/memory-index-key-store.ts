import type { IndexKeyStore, WrappedIndexKey } from '../../ports/index-key-store';
import { MemoryMutation } from './memory-mutation';

/** Wrapped index keys in memory. */
export class MemoryIndexKeyStore implements IndexKeyStore {
  readonly #keys = new Map<string, WrappedIndexKey>();

  find(coveredEntityId: string): Promise<WrappedIndexKey | undefined> {
    return Promise.resolve(this.#keys.get(coveredEntityId));
  }

  creation(key: WrappedIndexKey): MemoryMutation {
    return new MemoryMutation(
      () => !this.#keys.has(key.covered_entity_id),
      () => this.#keys.set(key.covered_entity_id, key),
    );
  }

  indexKeyRemoval(coveredEntityId: string): MemoryMutation {
    return new MemoryMutation(
      () => true,
      () => this.#keys.delete(coveredEntityId),
    );
  }
}
