import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Plaintext, revealPlaintext } from '../domain/plaintext';
import { type ValueBinding, valueAad } from './authenticated-context';
import { commitsTo, type DerivedKey } from './derived-key';
import { type Ciphertext, formatToken, TAG_BYTES, type ValueToken } from './value-token';

const ALGORITHM = 'aes-256-gcm';

export interface SealingKey {
  readonly keyId: string;
  readonly derived: DerivedKey;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Seals one value with AES-256-GCM (NIST SP 800-38D) under a derived key, bound to where it belongs.
 * @param nonce 12 random bytes, never used before under this derived key.
 */
export const sealValue = (
  value: Plaintext<string>,
  binding: ValueBinding,
  { keyId, derived }: SealingKey,
  nonce: Uint8Array,
): Ciphertext => {
  const cipher = createCipheriv(ALGORITHM, derived.key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(valueAad(binding));
  const ciphertext = Buffer.concat([cipher.update(revealPlaintext(value), 'utf8'), cipher.final()]);
  return formatToken({
    category: binding.category,
    keyId,
    salt: derived.salt,
    commitment: derived.commitment,
    nonce,
    ciphertext,
    tag: cipher.getAuthTag(),
  });
};

/**
 * Opens a token. Nothing comes back before the tag is verified, and every failure (wrong key, commitment, tag, context,
 * category, covered entity, Region, or encoding) is the same `undefined`.
 */
export const openValue = (
  token: ValueToken,
  binding: ValueBinding,
  derived: DerivedKey,
): Plaintext<string> | undefined => {
  if (!commitsTo(derived, token.commitment)) return undefined;
  try {
    const decipher = createDecipheriv(ALGORITHM, derived.key, token.nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(valueAad(binding));
    decipher.setAuthTag(token.tag);
    const opened = Buffer.concat([decipher.update(token.ciphertext), decipher.final()]);
    const text = utf8.decode(opened);
    opened.fill(0);
    return Plaintext.of(text);
  } catch {
    return undefined;
  }
};
