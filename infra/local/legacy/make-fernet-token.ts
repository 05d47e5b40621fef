import { createCipheriv, randomBytes } from 'node:crypto';
import type { FernetKey } from '../../../shared/crypto/fernet';
import { macOf } from '../../../shared/crypto/hmac';

const VERSION = 0x80;
const IV_BYTES = 16;
const SECOND_MS = 1000;

/** Base64url with padding, as the Fernet specification has it. */
const base64Url = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_');

/** A fresh Fernet key, as EP-050 keeps one. */
export const newFernetKey = (): string => base64Url(randomBytes(32));

/**
 * Makes a Fernet token as EP-050 did, for the demo and for tests: no function makes one.
 * @param iv 16 bytes; the specification's vectors fix them
 */
export const makeFernetToken = (
  { signing, encryption }: FernetKey,
  value: string | Uint8Array,
  at: Date,
  iv: Uint8Array = randomBytes(IV_BYTES),
): string => {
  const head = Buffer.alloc(9);
  head.writeUInt8(VERSION, 0);
  head.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / SECOND_MS)), 1);
  const cipher = createCipheriv('aes-128-cbc', encryption, iv);
  const ciphertext = Buffer.concat([cipher.update(value), cipher.final()]);
  const signed = Buffer.concat([head, iv, ciphertext]);
  return base64Url(Buffer.concat([signed, macOf(signing, signed)]));
};
