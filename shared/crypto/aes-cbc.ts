import { createDecipheriv, type KeyObject } from 'node:crypto';

/** AES-128-CBC (NIST SP 800-38A) with PKCS #7 padding, which Fernet is made of; nothing else here uses it. */
const ALGORITHM = 'aes-128-cbc';
const BLOCK_BYTES = 16;

/**
 * Opens bytes, or nothing where their length or padding is wrong. The cipher authenticates nothing: verify a MAC over the
 * ciphertext first. The caller wipes the bytes.
 */
export const openCbc = (key: KeyObject, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined => {
  if (iv.length !== BLOCK_BYTES || ciphertext.length === 0 || ciphertext.length % BLOCK_BYTES !== 0) return undefined;
  const decipher = createDecipheriv(ALGORITHM, key, iv);
  const opened = decipher.update(ciphertext);
  try {
    return Buffer.concat([opened, decipher.final()]);
  } catch {
    return undefined;
  } finally {
    opened.fill(0);
  }
};
