import type { Mutation } from './audit-trail';

/** A tenant key as it is stored: wrapped by KMS. */
export interface WrappedTenantKey {
  readonly covered_entity_id: string;
  /** UUID; names the key in ciphertexts. */
  readonly key_id: string;
  /** 1 for the first key of a covered entity. */
  readonly version: number;
  readonly wrapped: Uint8Array;
  readonly created_at: Date;
}

/** A key of a covered entity without its material. */
export type TenantKeyPointer = Pick<WrappedTenantKey, 'key_id' | 'version' | 'created_at'>;

/** The wrapped keys of all covered entities, shared by all instances. */
export interface TenantKeyStore {
  /** The newest key's pointer, read consistently. @throws DependencyUnavailableError */
  newest(coveredEntityId: string): Promise<TenantKeyPointer | undefined>;
  /** Read consistently: a destroyed key is gone at once. @throws DependencyUnavailableError */
  find(coveredEntityId: string, keyId: string): Promise<WrappedTenantKey | undefined>;
  /** The pointers of all keys of a covered entity, read consistently, in no order. @throws DependencyUnavailableError */
  versions(coveredEntityId: string): Promise<readonly TenantKeyPointer[]>;
  /** Puts a key in as the newest; conflicts unless its version is one more than the newest one's. */
  creation(key: WrappedTenantKey): Mutation;
}
