import { hkdfSync, type KeyObject } from 'node:crypto';

/**
 * HKDF-SHA-256 (RFC 5869), extract and expand. @throws RangeError for more than 255 × 32 bytes.
 * @returns key material: the caller wipes it.
 */
export const hkdf = (key: KeyObject, salt: Uint8Array, info: Uint8Array | string, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, info, length));
