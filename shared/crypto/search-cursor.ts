import { createSecretKey, type KeyObject } from 'node:crypto';
import { NONCE_BYTES, openText, sealBytes, TAG_BYTES } from './aead';
import { encodePieces } from './authenticated-context';
import { hkdf } from './hkdf';

const LABEL = 'search-cursor.v1';
const KEY_BYTES = 32;

const cursorKey = (indexKey: KeyObject): KeyObject => {
  const bytes = hkdf(indexKey, new Uint8Array(0), LABEL, KEY_BYTES);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
};

const aadOf = (binding: readonly string[]): readonly Uint8Array[] => [encodePieces([LABEL, ...binding])];

/**
 * Makes the cursor of a search. Other lists' cursors show their position; here it is sealed (AES-256-GCM under a key
 * derived from the tenant's index key), because the position in a list of people who may be called alike is itself told
 * to nobody: it may be a patient whom the caller may not find.
 * @param binding who asks for what; a cursor serves that search alone.
 * @param nonce 12 random bytes.
 */
export const sealSearchCursor = (
  indexKey: KeyObject,
  binding: readonly string[],
  position: string,
  nonce: Uint8Array,
): string => {
  const { ciphertext, tag } = sealBytes(cursorKey(indexKey), nonce, aadOf(binding), position);
  return Buffer.concat([nonce, ciphertext, tag]).toString('base64url');
};

/** Gives the position back, or nothing if the cursor is not one that was sealed for this search. */
export const openSearchCursor = (
  indexKey: KeyObject,
  binding: readonly string[],
  cursor: string,
): string | undefined => {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length <= NONCE_BYTES + TAG_BYTES || bytes.toString('base64url') !== cursor) return undefined;
  const sealed = {
    nonce: bytes.subarray(0, NONCE_BYTES),
    ciphertext: bytes.subarray(NONCE_BYTES, -TAG_BYTES),
    tag: bytes.subarray(-TAG_BYTES),
  };
  return openText(cursorKey(indexKey), sealed, aadOf(binding));
};
