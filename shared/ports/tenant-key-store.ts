import type { DestructionCertificate, DestructionRequest, TenantKeyRecord } from '../domain/key-destruction';
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

/** Which key is the newest of a covered entity. */
export type TenantKeyPointer = Pick<WrappedTenantKey, 'key_id' | 'version' | 'created_at'> & {
  /** It seals nothing any more: its destruction was requested. */
  readonly retired?: true;
};

/** The wrapped keys of all covered entities, shared by all instances. */
export interface TenantKeyStore {
  /** The newest key's pointer, read consistently. @throws DependencyUnavailableError */
  newest(coveredEntityId: string): Promise<TenantKeyPointer | undefined>;
  /** Read consistently: a destroyed key is gone at once. @throws DependencyUnavailableError */
  find(coveredEntityId: string, keyId: string): Promise<WrappedTenantKey | undefined>;
  /** Every version that there ever was, newest first, read consistently. @throws DependencyUnavailableError */
  versions(coveredEntityId: string): Promise<readonly TenantKeyRecord[]>;
  /** Puts a key in as the newest; conflicts unless its version is one more than the newest one's. */
  creation(key: WrappedTenantKey): Mutation;
  /**
   * Notes a request for destruction on a key, in place of the one that was read with it; the newest key seals nothing
   * from then on. Conflicts if the key has changed since it was read.
   * @param newest whether it was the newest version when it was read.
   */
  destructionRequest(key: TenantKeyRecord, request: DestructionRequest, newest: boolean): Mutation;
  /** Removes the wrapped key and leaves the certificate. Conflicts if the key has changed since it was read. */
  destruction(key: TenantKeyRecord, certificate: DestructionCertificate): Mutation;
  /** Changes nothing; conflicts if the wrapped key is not there any more. */
  presence(key: TenantKeyRecord): Mutation;
}
