import { Plaintext, revealPlaintext } from '../domain/plaintext';
import { openText, sealBytes } from './aead';
import { type ValueBinding, valueAad } from './authenticated-context';
import { commitsTo, type DerivedKey, type SealingKey } from './derived-key';
import { type Ciphertext, formatToken, type ValueToken } from './value-token';

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
  const sealed = sealBytes(derived.key, nonce, [valueAad(binding)], revealPlaintext(value));
  const { salt, commitment } = derived;
  return formatToken({ category: binding.category, keyId, salt, commitment, ...sealed });
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
  const text = openText(derived.key, token, [valueAad(binding)]);
  return text === undefined ? undefined : Plaintext.of(text);
};
