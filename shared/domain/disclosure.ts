import * as z from 'zod';
import type { Plaintext } from './plaintext';

const PARAGRAPHS_OF_512 = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'] as const;

/** What permits a disclosure: paragraphs of 45 CFR part 164. */
export const DISCLOSURE_BASES = [
  '164.502(a)(2)(ii)',
  '164.506',
  '164.508',
  '164.510',
  ...PARAGRAPHS_OF_512.map((paragraph) => `164.512(${paragraph})` as const),
  '164.514(e)',
] as const;

/**
 * What is said of a disclosure: to whom, what, why (45 CFR 164.528(b)(2)); PHI, all of it. In place of a statement of
 * purpose there may be the SHA-256 of the written request, 164.528(b)(2)(iv).
 */
export const DISCLOSURE_TEXTS = [
  'recipient_name',
  'recipient_address',
  'description',
  'purpose_statement',
  'request_document_hash',
] as const;

export type DisclosureTextName = (typeof DISCLOSURE_TEXTS)[number];

/** Each text in its box; those that were not stated are not there. */
export type DisclosureTexts = ReadonlyMap<DisclosureTextName, Plaintext<string>>;

/** What stands in the clear in a record of a disclosure. All of it is bound to the sealed fields. */
export const DisclosureFactsSchema = z.object({
  id: z.uuid(),
  covered_entity_id: z.uuid(),
  patient_id: z.uuid(),
  /** The audit event that was written in the same transaction. */
  event_id: z.ulid(),
  disclosed_at: z.iso.datetime({ precision: 3 }),
  recorded_at: z.iso.datetime({ precision: 3 }),
  basis: z.enum(DISCLOSURE_BASES),
  /** 1 for a new record; each rewriting is one more. */
  version: z.int().min(1),
});

export type DisclosureFacts = Readonly<z.output<typeof DisclosureFactsSchema>>;
