import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

/** AES-256-GCM (NIST SP 800-38D) with a 96-bit nonce and a 128-bit tag: no other sizes, no other cipher. */
const ALGORITHM = 'aes-256-gcm';
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** What AES-GCM gives for a plaintext; the ciphertext is as long as the plaintext. */
export interface Sealed {
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

/**
 * Seals bytes, or a text in UTF-8. This module alone calls `createCipheriv` and `createDecipheriv`; the published vectors
 * of `test/vectors` run through its two functions.
 * @param aad the additional authenticated data, in parts that follow each other.
 * @param nonce 12 bytes, never used before under this key. @throws RangeError for another size.
 */
export const sealBytes = (
  key: KeyObject,
  nonce: Uint8Array,
  aad: readonly Uint8Array[],
  plaintext: Uint8Array | string,
): Sealed => {
  if (nonce.length !== NONCE_BYTES) throw new RangeError('A nonce has 12 bytes.');
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  for (const part of aad) cipher.setAAD(part);
  const ciphertext = typeof plaintext === 'string' ? cipher.update(plaintext, 'utf8') : cipher.update(plaintext);
  // GCM is a stream: update gave every byte, and final gives none.
  cipher.final();
  return { nonce, ciphertext, tag: cipher.getAuthTag() };
};

/** Opens what was sealed, or nothing; nothing comes back before the whole tag is verified. The caller wipes the bytes. */
export const openBytes = (key: KeyObject, sealed: Sealed, aad: readonly Uint8Array[]): Uint8Array | undefined => {
  // Node.js verifies a shorter tag as gladly; GCM with one is another, weaker algorithm.
  if (sealed.nonce.length !== NONCE_BYTES || sealed.tag.length !== TAG_BYTES) return undefined;
  let opened: Uint8Array | undefined;
  try {
    const decipher = createDecipheriv(ALGORITHM, key, sealed.nonce);
    for (const part of aad) decipher.setAAD(part);
    decipher.setAuthTag(sealed.tag);
    opened = decipher.update(sealed.ciphertext);
    decipher.final();
    return opened;
  } catch {
    opened?.fill(0);
    return undefined;
  }
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Opens a text, or nothing, also where what was sealed is no UTF-8. */
export const openText = (key: KeyObject, sealed: Sealed, aad: readonly Uint8Array[]): string | undefined => {
  const opened = openBytes(key, sealed, aad);
  if (opened === undefined) return undefined;
  try {
    return utf8.decode(opened);
  } catch {
    return undefined;
  } finally {
    opened.fill(0);
  }
};
