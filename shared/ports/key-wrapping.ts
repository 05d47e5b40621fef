import type { KeyObject } from 'node:crypto';

/** Stands in the context of a tenant's index key, where a tenant key has its version: neither unwraps as the other. */
export const INDEX_KEY_VERSION = 'index';

/** Opaque ids only: AWS writes the encryption context into CloudTrail. The same is needed to unwrap. */
export interface WrappingContext {
  readonly covered_entity_id: string;
  readonly version: number | typeof INDEX_KEY_VERSION;
}

/** A key service that never gives its own key away (AWS KMS). */
export interface KeyWrapping {
  /** A fresh 256-bit key, in the clear and wrapped. @throws DependencyUnavailableError */
  generate(context: WrappingContext): Promise<{ readonly key: KeyObject; readonly wrapped: Uint8Array }>;
  /** @throws DependencyUnavailableError */
  unwrap(wrapped: Uint8Array, context: WrappingContext): Promise<KeyObject>;
}
