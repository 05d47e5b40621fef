import type { GrantReview, GrantTerms } from '../domain/emergency-grant';
import { Plaintext } from '../domain/plaintext';
import { NONCE_BYTES } from './aead';
import { FORMAT_VERSION, type RecordBinding } from './authenticated-context';
import type { DerivedKey, SealingKey } from './derived-key';
import { openRecord, type SealedRecord, sealRecord } from './record-envelope';
import { HASH_SALT_BYTES, saltedHash } from './salted-hash';

/** What a clinician wrote, and the salt under which the audit event holds its hash: sealed, or it could be guessed. */
export const JUSTIFICATION_FIELDS = ['justification', 'salt'] as const;
export type JustificationField = (typeof JUSTIFICATION_FIELDS)[number];

/** What a reviewer wrote. */
export type ReviewNoteField = 'note';

/** What sealing takes: where, under which key, and a source of random bytes. */
export interface Sealing {
  readonly region: string;
  readonly key: SealingKey;
  readonly bytes: (size: number) => Uint8Array;
}

const attributesOf = (terms: GrantTerms): Readonly<Record<string, string>> => ({
  patient_id: terms.patient_id,
  user_id: terms.user_id,
  reason: terms.reason,
  requested_at: terms.requested_at,
  expires_at: terms.expires_at,
  review_due_at: terms.review_due_at,
  overdue_reviews: String(terms.overdue_reviews),
});

/** The terms stand in the clear and never change: every one of them is bound to the text. */
const justificationBinding = (terms: GrantTerms, region: string): RecordBinding => ({
  covered_entity_id: terms.covered_entity_id,
  region,
  resource_type: 'emergency_grant',
  resource_id: terms.id,
  attributes: attributesOf(terms),
});

const noteBinding = (terms: GrantTerms, review: GrantReview, region: string): RecordBinding => ({
  ...justificationBinding(terms, region),
  resource_type: 'emergency_review',
  attributes: { ...attributesOf(terms), ...review },
});

/** Seals a justification with a fresh salt; its audit event holds the salted SHA-256 of terms and text. */
export const sealJustification = (
  terms: GrantTerms,
  text: Plaintext<string>,
  { region, key, bytes }: Sealing,
): { readonly justification: SealedRecord<JustificationField>; readonly hash: string } => {
  const salt = bytes(HASH_SALT_BYTES);
  const fields = new Map<JustificationField, Plaintext<string>>([
    ['justification', text],
    ['salt', Plaintext.of(Buffer.from(salt).toString('hex'))],
  ]);
  const attributes = Object.entries(attributesOf(terms)).sort().flat();
  const pieces = [FORMAT_VERSION, 'emergency_grant', terms.covered_entity_id, terms.id, ...attributes, text];
  const nonces = bytes(NONCE_BYTES * fields.size);
  return {
    justification: sealRecord(fields, justificationBinding(terms, region), key, nonces),
    hash: saltedHash(salt, pieces),
  };
};

/** Opens a justification; with other terms, in another Region, or under another key it is `undefined`. */
export const openJustification = (
  terms: GrantTerms,
  sealed: SealedRecord<JustificationField>,
  { region, derived }: { readonly region: string; readonly derived: DerivedKey },
): Plaintext<string> | undefined =>
  openRecord(sealed, justificationBinding(terms, region), derived)?.get('justification');

/** Seals a justification anew, its text and salt as they are, so that the hash in its event stays true. */
export const resealJustification = (
  terms: GrantTerms,
  sealed: SealedRecord<JustificationField>,
  derived: DerivedKey,
  { region, key, bytes }: Sealing,
): SealedRecord<JustificationField> | undefined => {
  const binding = justificationBinding(terms, region);
  const fields = openRecord(sealed, binding, derived);
  return fields && sealRecord(fields, binding, key, bytes(NONCE_BYTES * fields.size));
};

/** Seals a reviewer's note, bound to the grant and to the verdict. */
export const sealReviewNote = (
  terms: GrantTerms,
  review: GrantReview,
  note: Plaintext<string>,
  { region, key, bytes }: Sealing,
): SealedRecord<ReviewNoteField> =>
  sealRecord(new Map([['note', note] as const]), noteBinding(terms, review, region), key, bytes(NONCE_BYTES));

/** Opens a reviewer's note; beside another verdict it is `undefined`. */
export const openReviewNote = (
  terms: GrantTerms,
  review: GrantReview,
  sealed: SealedRecord<ReviewNoteField>,
  { region, derived }: { readonly region: string; readonly derived: DerivedKey },
): Plaintext<string> | undefined => openRecord(sealed, noteBinding(terms, review, region), derived)?.get('note');
