import { PHI_CATEGORIES, type PhiCategory } from '../domain/phi-category';
import { NONCE_BYTES, type Sealed, TAG_BYTES } from './aead';
import { FORMAT_VERSION } from './authenticated-context';
import { COMMITMENT_BYTES, SALT_BYTES } from './derived-key';
import { KEY_ID_BYTES, uuidBytes, uuidText } from './key-id';

export { NONCE_BYTES } from './aead';

/** The text form of a sealed value. Only `seal` makes one. */
export type Ciphertext = string & { readonly __brand: 'Ciphertext' };

const PREFIX = `${FORMAT_VERSION}.`;

const CATEGORY_END = 1;
const KEY_ID_END = CATEGORY_END + KEY_ID_BYTES;
const SALT_END = KEY_ID_END + SALT_BYTES;
const COMMITMENT_END = SALT_END + COMMITMENT_BYTES;
const NONCE_END = COMMITMENT_END + NONCE_BYTES;

/** The parts of a token, in their order: `category ‖ key_id ‖ salt ‖ commitment ‖ nonce ‖ ciphertext ‖ tag`. */
export interface ValueToken extends Sealed {
  /** None stands for all four categories. */
  readonly category: PhiCategory | undefined;
  /** UUID of the tenant key. */
  readonly keyId: string;
  readonly salt: Uint8Array;
  readonly commitment: Uint8Array;
}

/** 0 for none, else one more than the category's place in the list. */
const categoryCode = (category: PhiCategory | undefined): number =>
  category === undefined ? 0 : PHI_CATEGORIES.indexOf(category) + 1;

/** Writes a token. */
export const formatToken = (token: ValueToken): Ciphertext =>
  (PREFIX +
    Buffer.concat([
      Uint8Array.of(categoryCode(token.category)),
      uuidBytes(token.keyId),
      token.salt,
      token.commitment,
      token.nonce,
      token.ciphertext,
      token.tag,
    ]).toString('base64url')) as Ciphertext;

/**
 * Reads a token, or nothing if the text is not the one canonical base64url form of one. Nothing that is read is
 * trustworthy before the token opens.
 */
export const parseToken = (text: string): ValueToken | undefined => {
  if (!text.startsWith(PREFIX)) return undefined;
  const encoded = text.slice(PREFIX.length);
  const bytes = Buffer.from(encoded, 'base64url');
  if (bytes.length < NONCE_END + TAG_BYTES || bytes.toString('base64url') !== encoded) return undefined;
  const code = bytes.readUInt8(0);
  if (code > PHI_CATEGORIES.length) return undefined;
  return {
    category: PHI_CATEGORIES[code - 1],
    keyId: uuidText(bytes.subarray(CATEGORY_END, KEY_ID_END)),
    salt: bytes.subarray(KEY_ID_END, SALT_END),
    commitment: bytes.subarray(SALT_END, COMMITMENT_END),
    nonce: bytes.subarray(COMMITMENT_END, NONCE_END),
    ciphertext: bytes.subarray(NONCE_END, bytes.length - TAG_BYTES),
    tag: bytes.subarray(bytes.length - TAG_BYTES),
  };
};

/**
 * The categories that a token claims: its own, all four if it names none, and none at all if it cannot be read, for then
 * it will not open either. The claim is trustworthy once the token opens, since the category is authenticated.
 */
export const categoriesOfToken = (text: string): readonly PhiCategory[] => {
  const token = parseToken(text);
  if (token === undefined) return [];
  return token.category === undefined ? PHI_CATEGORIES : [token.category];
};
