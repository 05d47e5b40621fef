import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { startMac } from '../../crypto/hmac';

type Digest = ReturnType<typeof createHash> | ReturnType<typeof startMac>;
type Source = string | ArrayBuffer | ArrayBufferView;

const bytesOf = (source: Source): Uint8Array => {
  if (typeof source === 'string') return Buffer.from(source, 'utf8');
  return source instanceof ArrayBuffer
    ? new Uint8Array(source)
    : new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
};

/** Node.js's SHA-256, and HMAC with a secret, in the form that AWS's signer asks for. */
export class NodeSha256 {
  readonly #key: KeyObject | undefined;
  #hash: Digest;

  constructor(secret?: Source) {
    this.#key = secret === undefined ? undefined : createSecretKey(bytesOf(secret));
    this.#hash = this.#fresh();
  }

  update(data: Source): void {
    this.#hash.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {
    this.#hash = this.#fresh();
  }

  #fresh(): Digest {
    return this.#key === undefined ? createHash('sha256') : startMac(this.#key);
  }
}
