import { createHash } from 'node:crypto';
import { type Plaintext, revealPlaintext } from '../domain/plaintext';
import { encodePieces } from './authenticated-context';

/** Bytes of a salt: nobody can guess what was hashed under one that is not known, however few candidates there are. */
export const HASH_SALT_BYTES = 32;

/**
 * SHA-256 (FIPS 180-4) over a salt of fixed length and the pre-authentication encoding of pieces, in hexadecimal digits.
 * Pieces that are PHI stay in their boxes until here, and what comes out tells nothing of them.
 * @throws RangeError for a salt of another length, which would leave open where the pieces begin.
 */
export const saltedHash = (salt: Uint8Array, pieces: readonly (string | Plaintext<string>)[]): string => {
  if (salt.length !== HASH_SALT_BYTES) throw new RangeError('A salt has 32 bytes.');
  const opened = pieces.map((piece) => (typeof piece === 'string' ? piece : revealPlaintext(piece)));
  return createHash('sha256').update(salt).update(encodePieces(opened)).digest('hex');
};
