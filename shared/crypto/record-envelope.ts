import { Plaintext, revealPlaintext } from '../domain/plaintext';
import { NONCE_BYTES, openText, type Sealed, sealBytes, TAG_BYTES } from './aead';
import { fieldAadSuffix, recordAadPrefix, type RecordBinding } from './authenticated-context';
import { COMMITMENT_BYTES, commitsTo, type DerivedKey, SALT_BYTES, type SealingKey } from './derived-key';
import { KEY_ID_BYTES, uuidBytes, uuidText } from './key-id';

/** The version byte of `phi.v1`. */
const VERSION = 1;
const VERSION_END = 1;
const KEY_ID_END = VERSION_END + KEY_ID_BYTES;
const SALT_END = KEY_ID_END + SALT_BYTES;
export const HEADER_BYTES = SALT_END + COMMITMENT_BYTES;

/** Sealed fields of one record. The header is stored once and holds for all of them. */
export interface SealedRecord<F extends string = string> {
  /** `version ‖ key_id ‖ salt ‖ commitment` */
  readonly header: Uint8Array;
  /** Each `nonce ‖ ciphertext ‖ tag`. */
  readonly fields: ReadonlyMap<F, Uint8Array>;
}

/** The key that a header names. Nothing that is read is trustworthy before a field opens. */
export interface RecordHeader {
  readonly keyId: string;
  readonly salt: Uint8Array;
  readonly commitment: Uint8Array;
}

const formatHeader = ({ keyId, derived }: SealingKey): Uint8Array => {
  const header = new Uint8Array(HEADER_BYTES);
  header[0] = VERSION;
  header.set(uuidBytes(keyId), VERSION_END);
  header.set(derived.salt, KEY_ID_END);
  header.set(derived.commitment, SALT_END);
  return header;
};

const isHeader = (header: Uint8Array): boolean => header.length === HEADER_BYTES && header[0] === VERSION;

/** Reads a record's header, or nothing if it is none of this version. */
export const parseHeader = (header: Uint8Array): RecordHeader | undefined =>
  isHeader(header)
    ? {
        keyId: uuidText(header.subarray(VERSION_END, KEY_ID_END)),
        salt: header.subarray(KEY_ID_END, SALT_END),
        commitment: header.subarray(SALT_END),
      }
    : undefined;

/** Names of fields come from schemas, so there are few; the limit is for a caller who makes them up. */
const MAX_SUFFIXES = 1024;
const suffixes = new Map<string, Uint8Array>();

const suffixOf = (field: string): Uint8Array => {
  const known = suffixes.get(field);
  if (known !== undefined) return known;
  const suffix = fieldAadSuffix(field);
  if (suffixes.size < MAX_SUFFIXES) suffixes.set(field, suffix);
  return suffix;
};

const formatField = ({ nonce, ciphertext, tag }: Sealed): Uint8Array => {
  const field = new Uint8Array(NONCE_BYTES + ciphertext.length + TAG_BYTES);
  field.set(nonce);
  field.set(ciphertext, NONCE_BYTES);
  field.set(tag, NONCE_BYTES + ciphertext.length);
  return field;
};

const parseField = (field: Uint8Array): Sealed => ({
  nonce: field.subarray(0, NONCE_BYTES),
  ciphertext: field.subarray(NONCE_BYTES, -TAG_BYTES),
  tag: field.subarray(-TAG_BYTES),
});

/**
 * Seals fields of one record with AES-256-GCM (NIST SP 800-38D), each bound to its name, and to the record and all that
 * stands beside it in the clear. A change of any attribute re-seals the whole record.
 * @param nonces 12 random bytes for each field, never used before under this derived key; each field is one use of it.
 * @throws RangeError if the nonces are not as many as the fields.
 */
export const sealRecord = <F extends string>(
  fields: ReadonlyMap<F, Plaintext<string>>,
  binding: RecordBinding,
  key: SealingKey,
  nonces: Uint8Array,
): SealedRecord<F> => {
  if (nonces.length !== NONCE_BYTES * fields.size) throw new RangeError('Each field needs a nonce of 12 bytes.');
  const prefix = recordAadPrefix(binding);
  const sealed = new Map<F, Uint8Array>();
  let at = 0;
  for (const [name, value] of fields) {
    const nonce = nonces.subarray(at, (at += NONCE_BYTES));
    const field = sealBytes(key.derived.key, nonce, [prefix, suffixOf(name)], revealPlaintext(value));
    sealed.set(name, formatField(field));
  }
  return { header: formatHeader(key), fields: sealed };
};

/**
 * Opens fields of a record, all that are asked for or nothing: one that fails, or is not there, opens none. Every failure
 * (wrong header, key, commitment, tag, name, record, attribute, covered entity, Region, or encoding) is the same
 * `undefined`.
 * @param derived what the caller derived from the key and the salt that `parseHeader` names.
 * @param names default: every field of the record.
 */
export const openRecord = <F extends string>(
  { header, fields }: SealedRecord<F>,
  binding: RecordBinding,
  derived: DerivedKey,
  names: Iterable<F> = fields.keys(),
): ReadonlyMap<F, Plaintext<string>> | undefined => {
  if (!isHeader(header) || !commitsTo(derived, header.subarray(SALT_END))) return undefined;
  const prefix = recordAadPrefix(binding);
  const opened = new Map<F, Plaintext<string>>();
  for (const name of names) {
    const field = fields.get(name);
    if (field === undefined || field.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const text = openText(derived.key, parseField(field), [prefix, suffixOf(name)]);
    if (text === undefined) return undefined;
    opened.set(name, Plaintext.of(text));
  }
  return opened;
};
