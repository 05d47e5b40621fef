import type { KeyObject } from 'node:crypto';

/** Opaque ids only: AWS writes the encryption context into CloudTrail. The same is needed to unwrap. */
export interface WrappingContext {
  readonly covered_entity_id: string;
  readonly version: number;
}

/** A key service that never gives its own key away (AWS KMS). */
export interface KeyWrapping {
  /** A fresh 256-bit key, in the clear and wrapped. @throws DependencyUnavailableError */
  generate(context: WrappingContext): Promise<{ readonly key: KeyObject; readonly wrapped: Uint8Array }>;
  /** @throws DependencyUnavailableError */
  unwrap(wrapped: Uint8Array, context: WrappingContext): Promise<KeyObject>;
}
