import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { DependencyUnavailableError } from '../../ports/errors';
import type { KeyWrapping, WrappingContext } from '../../ports/key-wrapping';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A key service in memory, with counters and a switch that makes it refuse. */
export class MemoryKeyWrapping implements KeyWrapping {
  readonly #root = createSecretKey(randomBytes(32));
  available = true;
  calls = 0;

  generate(context: WrappingContext): Promise<{ readonly key: KeyObject; readonly wrapped: Uint8Array }> {
    const bytes = randomBytes(32);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#root, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(this.#aad(context));
    const wrapped = Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    return this.#answer(() => ({ key: createSecretKey(bytes), wrapped }));
  }

  unwrap(wrapped: Uint8Array, context: WrappingContext): Promise<KeyObject> {
    return this.#answer(() => {
      const nonce = wrapped.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', this.#root, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(this.#aad(context));
      decipher.setAuthTag(wrapped.subarray(-TAG_BYTES));
      const key = Buffer.concat([decipher.update(wrapped.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
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
