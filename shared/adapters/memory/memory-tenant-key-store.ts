import type { TenantKeyPointer, TenantKeyStore, WrappedTenantKey } from '../../ports/tenant-key-store';
import { MemoryMutation } from './memory-mutation';

/** Wrapped tenant keys in memory. */
export class MemoryTenantKeyStore implements TenantKeyStore {
  readonly #keys = new Map<string, WrappedTenantKey>();

  newest(coveredEntityId: string): Promise<TenantKeyPointer | undefined> {
    return Promise.resolve(this.#of(coveredEntityId).sort((a, b) => b.version - a.version)[0]);
  }

  find(coveredEntityId: string, keyId: string): Promise<WrappedTenantKey | undefined> {
    const key = this.#keys.get(keyId);
    return Promise.resolve(key?.covered_entity_id === coveredEntityId ? key : undefined);
  }

  versions(coveredEntityId: string): Promise<readonly TenantKeyPointer[]> {
    return Promise.resolve(
      this.#of(coveredEntityId).map(({ key_id, version, created_at }) => ({ key_id, version, created_at })),
    );
  }

  creation(key: WrappedTenantKey): MemoryMutation {
    return new MemoryMutation(
      () => !this.#keys.has(key.key_id) && this.#of(key.covered_entity_id).length === key.version - 1,
      () => this.#keys.set(key.key_id, key),
    );
  }

  #of(coveredEntityId: string): WrappedTenantKey[] {
    return [...this.#keys.values()].filter((key) => key.covered_entity_id === coveredEntityId);
  }
}
