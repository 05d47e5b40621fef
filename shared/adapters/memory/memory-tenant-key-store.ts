import { isDeepStrictEqual } from 'node:util';
import type { DestructionCertificate, DestructionRequest, TenantKeyRecord } from '../../domain/key-destruction';
import type { TenantKeyPointer, TenantKeyStore, WrappedTenantKey } from '../../ports/tenant-key-store';
import { MemoryMutation } from './memory-mutation';

/** A key as it is kept: with its material, or with what is left of it. */
type StoredKey = Omit<WrappedTenantKey, 'wrapped'> &
  Pick<TenantKeyRecord, 'destruction_request' | 'certificate'> & {
    readonly wrapped?: Uint8Array;
    readonly retired?: true;
  };

/** Wrapped tenant keys in memory. */
export class MemoryTenantKeyStore implements TenantKeyStore {
  readonly #keys = new Map<string, StoredKey>();

  newest(coveredEntityId: string): Promise<TenantKeyPointer | undefined> {
    return Promise.resolve(this.#of(coveredEntityId)[0]);
  }

  find(coveredEntityId: string, keyId: string): Promise<WrappedTenantKey | undefined> {
    const key = this.#keys.get(keyId);
    if (key?.wrapped === undefined || key.covered_entity_id !== coveredEntityId) return Promise.resolve(undefined);
    const { covered_entity_id, key_id, version, wrapped, created_at } = key;
    return Promise.resolve({ covered_entity_id, key_id, version, wrapped, created_at });
  }

  versions(coveredEntityId: string): Promise<readonly TenantKeyRecord[]> {
    return Promise.resolve(
      this.#of(coveredEntityId).map((key) => ({
        covered_entity_id: key.covered_entity_id,
        key_id: key.key_id,
        version: key.version,
        created_at: key.created_at,
        destruction_request: key.destruction_request,
        certificate: key.certificate,
        material: key.wrapped === undefined ? 'destroyed' : 'present',
      })),
    );
  }

  creation(key: WrappedTenantKey): MemoryMutation {
    return new MemoryMutation(
      () => !this.#keys.has(key.key_id) && this.#of(key.covered_entity_id).length === key.version - 1,
      () => this.#keys.set(key.key_id, key),
    );
  }

  destructionRequest(key: TenantKeyRecord, request: DestructionRequest, newest: boolean): MemoryMutation {
    const isNewest = (): boolean => this.#of(key.covered_entity_id)[0]?.key_id === key.key_id;
    return this.#change(
      key,
      (stored) => ({ ...stored, destruction_request: request, ...(newest ? { retired: true } : {}) }),
      () => !newest || isNewest(),
    );
  }

  destruction(key: TenantKeyRecord, certificate: DestructionCertificate): MemoryMutation {
    return this.#change(key, (stored) => ({
      ...stored,
      wrapped: undefined,
      destruction_request: undefined,
      certificate,
    }));
  }

  presence({ key_id }: TenantKeyRecord): MemoryMutation {
    return new MemoryMutation(
      () => this.#keys.get(key_id)?.wrapped !== undefined,
      () => undefined,
    );
  }

  #change(
    { key_id, destruction_request }: TenantKeyRecord,
    change: (stored: StoredKey) => StoredKey,
    permitted: () => boolean = () => true,
  ): MemoryMutation {
    const stored = (): StoredKey | undefined => this.#keys.get(key_id);
    return new MemoryMutation(
      () =>
        permitted() &&
        stored() !== undefined &&
        stored()?.certificate === undefined &&
        isDeepStrictEqual(stored()?.destruction_request, destruction_request),
      () => {
        const before = stored();
        if (before !== undefined) this.#keys.set(key_id, change(before));
      },
    );
  }

  #of(coveredEntityId: string): StoredKey[] {
    return [...this.#keys.values()]
      .filter((key) => key.covered_entity_id === coveredEntityId)
      .sort((a, b) => b.version - a.version);
  }
}
