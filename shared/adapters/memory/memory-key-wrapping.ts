import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { NONCE_BYTES, openBytes, sealBytes, TAG_BYTES } from '../../crypto/aead';
import { DependencyUnavailableError } from '../../ports/errors';
import type { KeyWrapping, WrappingContext } from '../../ports/key-wrapping';

/** A key service in memory, with counters and a switch that makes it refuse. */
export class MemoryKeyWrapping implements KeyWrapping {
  readonly #root = createSecretKey(randomBytes(32));
  available = true;
  calls = 0;

  generate(context: WrappingContext): Promise<{ readonly key: KeyObject; readonly wrapped: Uint8Array }> {
    const bytes = randomBytes(32);
    const { nonce, ciphertext, tag } = sealBytes(this.#root, randomBytes(NONCE_BYTES), [this.#aad(context)], bytes);
    const wrapped = Buffer.concat([nonce, ciphertext, tag]);
    return this.#answer(() => ({ key: createSecretKey(bytes), wrapped }));
  }

  unwrap(wrapped: Uint8Array, context: WrappingContext): Promise<KeyObject> {
    return this.#answer(() => {
      const sealed = {
        nonce: wrapped.subarray(0, NONCE_BYTES),
        ciphertext: wrapped.subarray(NONCE_BYTES, -TAG_BYTES),
        tag: wrapped.subarray(-TAG_BYTES),
      };
      const key = openBytes(this.#root, sealed, [this.#aad(context)]);
      if (key === undefined) throw new Error('The wrapped key is not one of this service, or of another context.');
      return createSecretKey(key);
    });
  }

  #aad({ covered_entity_id, version }: WrappingContext): Buffer {
    return Buffer.from(`${covered_entity_id}#${version}`);
  }

  #answer<T>(work: () => T): Promise<T> {
    this.calls += 1;
    try {
      if (this.available) return Promise.resolve(work());
    } catch (cause) {
      return Promise.reject(new DependencyUnavailableError('kms', { cause }));
    }
    return Promise.reject(new DependencyUnavailableError('kms'));
  }
}
