import { createSecretKey, type KeyObject } from 'node:crypto';
import { Plaintext } from '../domain/plaintext';
import { openCbc } from './aes-cbc';
import { isMacOf, MAC_BYTES } from './hmac';

/** Fernet, EP-050's token format: https://github.com/fernet/spec. Tokens of it are opened and never made here. */
export interface FernetKey {
  readonly signing: KeyObject;
  readonly encryption: KeyObject;
}

/** A covered entity's legacy keys, newest first. */
export interface FernetKeys {
  readonly keys: readonly FernetKey[];
  /** Seconds after which a token opens no more; absent: none. */
  readonly ttlSeconds?: number;
}

/** The beginning of every Fernet token until the year 2106: version 0x80 and three zero bytes of its timestamp. */
const PREFIX = 'gAAAA';

const VERSION = 0x80;
const HALF_KEY_BYTES = 16;
const TIMESTAMP_START = 1;
const IV_START = 9;
const CIPHERTEXT_START = 25;
const BLOCK_BYTES = 16;
const MIN_BYTES = CIPHERTEXT_START + BLOCK_BYTES + MAC_BYTES;
const SECOND_MS = 1000;
const MAX_CLOCK_SKEW_SECONDS = 60;

/** Whether a text claims to be a Fernet token. */
export const isFernetToken = (text: string): boolean => text.startsWith(PREFIX);

/** The bytes of the one canonical form: base64url (RFC 4648, section 5) with its padding. */
const bytesOf = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64url');
  const canonical = bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  return canonical === text ? bytes : undefined;
};

/** Reads a key: 16 bytes that sign, then 16 that encrypt, in base64url; or nothing. */
export const parseFernetKey = (text: string): FernetKey | undefined => {
  const bytes = bytesOf(text);
  if (bytes?.length !== 2 * HALF_KEY_BYTES) return undefined;
  const signing = createSecretKey(bytes.subarray(0, HALF_KEY_BYTES));
  const encryption = createSecretKey(bytes.subarray(HALF_KEY_BYTES));
  bytes.fill(0);
  return { signing, encryption };
};

/** Whether a token is of a time that counts: not older than its time to live, not more than a minute ahead. */
const isTimely = (timestamp: bigint, now: Date, ttlSeconds: number | undefined): boolean => {
  const seconds = BigInt(Math.floor(now.getTime() / SECOND_MS));
  if (timestamp > seconds + BigInt(MAX_CLOCK_SKEW_SECONDS)) return false;
  return ttlSeconds === undefined || timestamp + BigInt(ttlSeconds) >= seconds;
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Opens a Fernet token under the first of the keys that signed it, in the specification's order: MAC in constant time,
 * then age, then padding. Whatever is wrong with it is the same `undefined`, also where what it holds is no UTF-8.
 */
export const openFernet = (
  text: string,
  { keys, ttlSeconds }: FernetKeys,
  now: Date,
): Plaintext<string> | undefined => {
  const bytes = bytesOf(text);
  if (bytes === undefined || bytes.length < MIN_BYTES || bytes.readUInt8(0) !== VERSION) return undefined;
  const signed = bytes.subarray(0, -MAC_BYTES);
  const mac = bytes.subarray(-MAC_BYTES);
  const key = keys.find(({ signing }) => isMacOf(signing, signed, mac));
  if (key === undefined || !isTimely(bytes.readBigUInt64BE(TIMESTAMP_START), now, ttlSeconds)) return undefined;
  const opened = openCbc(
    key.encryption,
    signed.subarray(IV_START, CIPHERTEXT_START),
    signed.subarray(CIPHERTEXT_START),
  );
  try {
    return opened && Plaintext.of(utf8.decode(opened));
  } catch {
    return undefined;
  } finally {
    opened?.fill(0);
  }
};
