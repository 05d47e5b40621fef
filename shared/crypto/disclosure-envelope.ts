import {
  DISCLOSURE_TEXTS,
  type DisclosureFacts,
  type DisclosureTextName,
  type DisclosureTexts,
} from '../domain/disclosure';
import { Plaintext } from '../domain/plaintext';
import { NONCE_BYTES } from './aead';
import { FORMAT_VERSION, type RecordBinding } from './authenticated-context';
import type { DerivedKey, SealingKey } from './derived-key';
import { openRecord, type SealedRecord, sealRecord } from './record-envelope';
import { HASH_SALT_BYTES, saltedHash } from './salted-hash';

/** The field of the salt under which the audit event holds the record's hash: sealed, or the texts could be guessed. */
const SALT_FIELD = 'salt';

/** The sealed fields of a record of a disclosure. */
export const DISCLOSURE_FIELDS = [...DISCLOSURE_TEXTS, SALT_FIELD] as const;

export type DisclosureField = DisclosureTextName | typeof SALT_FIELD;

/** A record of a disclosure as it is stored: its facts in the clear, its texts sealed, each bound to the other. */
export interface SealedDisclosure {
  readonly facts: DisclosureFacts;
  readonly sealed: SealedRecord<DisclosureField>;
}

/**
 * The facts and the names of all fields, bound to each field: one that is taken away opens none of the others. What of
 * the facts names the record stands elsewhere in the binding.
 */
const bindingOf = (
  { covered_entity_id, id, version, ...others }: DisclosureFacts,
  fields: Iterable<DisclosureField>,
  region: string,
): RecordBinding => ({
  covered_entity_id,
  region,
  resource_type: 'disclosure',
  resource_id: id,
  attributes: { ...others, version: String(version), fields: [...fields].sort().join(' ') },
});

/** What the record says, whenever and however often it is sealed: its version and its salt are no part of that. */
const piecesOf = (facts: DisclosureFacts, texts: DisclosureTexts): readonly (string | Plaintext<string>)[] => [
  ...[FORMAT_VERSION, 'disclosure', facts.covered_entity_id, facts.id, facts.patient_id, facts.event_id],
  ...[facts.disclosed_at, facts.recorded_at, facts.basis],
  ...DISCLOSURE_TEXTS.flatMap((name) => {
    const text = texts.get(name);
    return text === undefined ? [] : [name, text];
  }),
];

/** The salted SHA-256 of a record, which its audit event holds. @throws RangeError for a salt that has not 32 bytes. */
const disclosureHash = (facts: DisclosureFacts, texts: DisclosureTexts, salt: Uint8Array): string =>
  saltedHash(salt, piecesOf(facts, texts));

/** How many uses of a derived key the record takes: one for each text, and one for the salt. */
export const usesOf = (texts: DisclosureTexts): number => texts.size + 1;

/** Seals a record under a key (`docs/ciphertext-format.md`), with a fresh salt and nonces of `bytes`. */
export const sealDisclosure = (
  facts: DisclosureFacts,
  texts: DisclosureTexts,
  {
    region,
    key,
    bytes,
  }: { readonly region: string; readonly key: SealingKey; readonly bytes: (size: number) => Uint8Array },
): { readonly record: SealedDisclosure; readonly hash: string } => {
  const salt = bytes(HASH_SALT_BYTES);
  const fields = new Map<DisclosureField, Plaintext<string>>([
    ...texts,
    [SALT_FIELD, Plaintext.of(Buffer.from(salt).toString('hex'))],
  ]);
  const sealed = sealRecord(fields, bindingOf(facts, fields.keys(), region), key, bytes(NONCE_BYTES * fields.size));
  return { record: { facts, sealed }, hash: disclosureHash(facts, texts, salt) };
};

/**
 * Opens a record, all of it or nothing: with other facts, in another Region, under another key, or with a field missing
 * that was sealed, it is `undefined`.
 */
export const openDisclosure = (
  { facts, sealed }: SealedDisclosure,
  region: string,
  derived: DerivedKey,
): ReadonlyMap<DisclosureField, Plaintext<string>> | undefined =>
  openRecord(sealed, bindingOf(facts, sealed.fields.keys(), region), derived);

/** Seals an opened record anew, its facts, texts, and salt as they are, so that the hash in its event stays true. */
export const resealDisclosure = (
  facts: DisclosureFacts,
  fields: ReadonlyMap<DisclosureField, Plaintext<string>>,
  {
    region,
    key,
    bytes,
  }: { readonly region: string; readonly key: SealingKey; readonly bytes: (size: number) => Uint8Array },
): SealedDisclosure => ({
  facts,
  sealed: sealRecord(fields, bindingOf(facts, fields.keys(), region), key, bytes(NONCE_BYTES * fields.size)),
});
