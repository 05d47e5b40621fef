import type { Mutation } from './audit-trail';

/** A tenant's key of the blind index as it is stored: wrapped by KMS. */
export interface WrappedIndexKey {
  readonly covered_entity_id: string;
  /** UUID; names the key in its audit event. */
  readonly key_id: string;
  readonly wrapped: Uint8Array;
  readonly created_at: Date;
}

/** The index keys of all covered entities, one each, beside the tenant keys. */
export interface IndexKeyStore {
  /** Read consistently: a destroyed key is gone at once. @throws DependencyUnavailableError */
  find(coveredEntityId: string): Promise<WrappedIndexKey | undefined>;
  /** Puts the entity's index key in; conflicts if it has one. */
  creation(key: WrappedIndexKey): Mutation;
  /** Destroys the entity's index key, with its last tenant key: what the index holds can then be computed by nobody. */
  indexKeyRemoval(coveredEntityId: string): Mutation;
}
