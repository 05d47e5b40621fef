import * as z from 'zod';
import { PHI_CATEGORIES } from '../../domain/phi-category';
import { PURPOSES } from '../../domain/purpose';

/** The mark of PHI in a schema: `.meta(phi('demographics'))`. Everything about PHI fields derives from it. */
export const phi = (category: (typeof PHI_CATEGORIES)[number] | 'unclassified') => ({ 'x-phi': category }) as const;

/** Bytes of the longest single value that `/encrypt` takes: 1 MiB in UTF-8. */
export const MAX_VALUE_BYTES = 1_048_576;

/**
 * Bytes of the longest value as JSON. Only control characters, six bytes each there, can pass it; a longer one could be
 * sealed, but its decryption would not fit into a Lambda response (6 MB) any more.
 */
const MAX_VALUE_JSON_BYTES = 4 * MAX_VALUE_BYTES;

/** The longest token: a value of 1 MiB with its 93 bytes of header, nonce, and tag, in base64url with its prefix. */
const MAX_CIPHERTEXT_CHARACTERS = 1_398_400;

const wellFormed = (text: string): boolean => text.isWellFormed();

/** Text for people, without control characters and not blank. It stands in records, and in no log and no event. */
export const plainText = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .refine((text) => wellFormed(text) && !/\p{Cc}/u.test(text) && (text === '' || /\S/u.test(text)), {
      params: { code: 'invalid-format' },
    });

/** SHA-256 of a document; kept in lower case. */
export const DocumentHash = z
  .string()
  .regex(/^[0-9A-Fa-f]{64}$/)
  .toLowerCase();

export const CoveredEntityId = z.uuid().meta({ description: 'The covered entity, a UUID.' });

export const OptionalCoveredEntityId = CoveredEntityId.optional().meta({
  description: 'Platform operators name the covered entity here; for others it is their own, and may be left out.',
});

/** An instant or a day of the query. */
export const InstantOrDay = z.union([z.iso.datetime({ precision: 3 }), z.iso.datetime({ precision: 0 }), z.iso.date()]);

/** The path of routes that concern one patient. */
export const PatientPath = z.strictObject({ id: z.uuid() });

/** The query of routes that take the covered entity alone. */
export const EntityQuery = z.strictObject({ covered_entity_id: OptionalCoveredEntityId });

export const Category = z.enum(PHI_CATEGORIES).meta({
  description: 'The category of PHI; none stands for all four, and the agreement must then cover all four.',
});

export const PurposeOfUse = z
  .enum(PURPOSES)
  .meta({ description: 'The purpose of use, as an alternative to the header.' });

/** A PHI value in the clear. Lone surrogates are refused: UTF-8 could not give them back. */
export const PhiValue = z
  .string()
  .max(MAX_VALUE_BYTES)
  .refine((text) => Buffer.byteLength(text, 'utf8') <= MAX_VALUE_BYTES, { params: { code: 'too-long' } })
  .refine((text) => Buffer.byteLength(JSON.stringify(text)) <= MAX_VALUE_JSON_BYTES, { params: { code: 'too-long' } })
  .refine(wellFormed, { params: { code: 'not-well-formed' } })
  .meta({ ...phi('unclassified'), description: 'The value in the clear: at most 1 MiB in UTF-8.' });

const CONTEXT_PAIRS = 8;

/** Made once: a schema costs more to make than to use. */
const Uuid = z.uuid();

/** Bound into the authenticated data: the same pairs are needed to open. `patient_id` is reserved for the patient. */
export const Context = z
  .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/), z.string().max(256).refine(wellFormed))
  .refine((pairs) => Object.keys(pairs).length <= CONTEXT_PAIRS, { params: { code: 'too-many' } })
  .refine((pairs) => pairs.patient_id === undefined || Uuid.safeParse(pairs.patient_id).success, {
    params: { code: 'not-a-uuid' },
  })
  .meta({
    description:
      'At most 8 pairs of text, bound to the ciphertext: opening needs the same ones. The key `patient_id` (a UUID) ' +
      'puts the access into that patient’s access log.',
    override: { maxProperties: CONTEXT_PAIRS },
  });

/** A token that `/encrypt` gave out. Anything else of this length fails to open; no further check, no further answer. */
export const CiphertextToken = z
  .string()
  .max(MAX_CIPHERTEXT_CHARACTERS)
  .meta({ description: 'A `phi.v1.` token, see docs/ciphertext-format.md.' });

/** What `/rewrap` takes besides: a legacy token. */
export const LegacyOrCiphertextToken = CiphertextToken.meta({
  description: 'A `phi.v1.` token, or a legacy Fernet token (`gAAAA…`) under one of the covered entity’s legacy keys.',
});

/** The caller's own name for an item of a batch. It is given back, and neither logged nor audited. */
export const Reference = z
  .string()
  .max(128)
  .refine(wellFormed, { params: { code: 'not-well-formed' } })
  .meta({ description: 'The caller’s own name for the item, given back with its result; stored nowhere.' });

/** Page size as it stands in a query string. */
export const Limit = z
  .string()
  .regex(/^(?:[1-9][0-9]?|100)$/)
  .meta({
    description: 'Items per page, 1 to 100.',
    override: { type: 'integer', minimum: 1, maximum: 100, default: 25, pattern: undefined },
  });

/** An opaque position that a list gave out. */
export const Cursor = z.string().max(1024).meta({ description: 'The `next_cursor` of the page before.' });

export const Timestamp = z.iso.datetime({ precision: 3 }).meta({ description: 'RFC 3339, UTC, milliseconds.' });
