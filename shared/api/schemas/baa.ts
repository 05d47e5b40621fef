import * as z from 'zod';
import { BAA_STATUSES, CLOSURE_METHODS } from '../../domain/baa';
import { BAA_CLAUSES } from '../../domain/baa-clauses';
import { PHI_CATEGORIES } from '../../domain/phi-category';
import { CoveredEntityId, Cursor, DocumentHash, Limit, OptionalCoveredEntityId, plainText, Timestamp } from './fields';

const MAX_NAME = 256;
const MAX_SUBCONTRACTORS = 50;
const MAX_DAYS = 3650;

/** Personal data of the signatory's, not PHI: it stands in the agreement, and in no log and no event. */
const PartyName = plainText(MAX_NAME);

const day = (description: string) =>
  z.iso.date({ abort: true }).meta({ description: `${description} A UTC calendar day.` });

const clause = (text: string) => z.boolean().optional().meta({ description: text });

const BaaClauses = z
  .strictObject({
    A: clause(BAA_CLAUSES.A),
    B: clause(BAA_CLAUSES.B),
    C: clause(BAA_CLAUSES.C),
    D: clause(BAA_CLAUSES.D),
    E: clause(BAA_CLAUSES.E),
    F: clause(BAA_CLAUSES.F),
    G: clause(BAA_CLAUSES.G),
    H: clause(BAA_CLAUSES.H),
    I: clause(BAA_CLAUSES.I),
    J: clause(BAA_CLAUSES.J),
  })
  .meta({
    id: 'BaaClauses',
    description: 'Which clauses of 45 CFR 164.504(e)(2)(ii) the document has; a letter left out is not stated.',
  });

const Subcontractor = z
  .strictObject({
    name: PartyName,
    services: PartyName.optional().meta({ description: 'What it does with the PHI.' }),
    baa_on_file: z.boolean().meta({ description: 'Whether its own agreement is on file.' }),
  })
  .readonly()
  .meta({ id: 'Subcontractor' });

const terms = {
  organization_name: PartyName.meta({ description: 'The covered entity’s name.' }),
  signatory_name: PartyName.meta({ description: 'Who signed for it.' }),
  signatory_email: z.email().max(254),
  effective_date: day('The first day on which PHI may be processed.'),
  expiry_date: day('The last one; after `effective_date`, and not in the past when it is put on file.'),
  data_residency_region: z.string().max(32).meta({ description: 'The Region of the PHI: one of the approved ones.' }),
  phi_categories: z
    .array(z.enum(PHI_CATEGORIES))
    .min(1)
    .refine((categories) => new Set(categories).size === categories.length, { params: { code: 'not-unique' } })
    .meta({
      description: 'The categories of PHI that the agreement covers, each once.',
      uniqueItems: true,
      maxItems: PHI_CATEGORIES.length,
    }),
  signed_document_hash: DocumentHash.meta({
    description: 'SHA-256 of the signed document, 64 hexadecimal digits; kept in lower case.',
  }),
  clauses: BaaClauses.optional(),
  subcontractors: z
    .array(Subcontractor)
    .max(MAX_SUBCONTRACTORS)
    .readonly()
    .optional()
    .meta({ description: 'Who else creates, receives, maintains, or transmits the PHI: 45 CFR 164.502(e)(1)(ii).' }),
};

export const CreateBaaRequest = z
  .strictObject({
    ...terms,
    covered_entity_id: OptionalCoveredEntityId.meta({
      description:
        'A platform operator names the covered entity, or leaves it out and begins a new one; for others it is their own.',
    }),
  })
  .refine(({ effective_date, expiry_date }) => effective_date < expiry_date, {
    path: ['expiry_date'],
    params: { code: 'not-after-effective-date' },
  })
  .meta({
    id: 'CreateBaaRequest',
    examples: [
      {
        organization_name: 'Example Clinic',
        signatory_name: 'Sam Example',
        signatory_email: 'sam@clinic.example',
        effective_date: '2027-01-01',
        expiry_date: '2029-12-31',
        data_residency_region: 'us-east-1',
        phi_categories: ['demographics', 'diagnosis'],
        signed_document_hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      },
    ],
  });

export const BaaPath = z.strictObject({ id: z.uuid().toLowerCase().meta({ description: 'The agreement’s id.' }) });

const statusList = `(?:${BAA_STATUSES.join('|')})`;

export const ListBaasQuery = z.strictObject({
  status: z
    .string()
    .max(64)
    .regex(new RegExp(`^${statusList}(?:,${statusList}){0,${BAA_STATUSES.length - 1}}$`))
    .optional()
    .meta({ description: `One status or several, separated by commas: ${BAA_STATUSES.join(', ')}.` }),
  expiring_within_days: z
    .string()
    .regex(/^[1-9][0-9]{0,3}$/)
    .refine((text) => Number(text) <= MAX_DAYS, { params: { code: 'out-of-range' } })
    .optional()
    .meta({
      description: 'Agreements that have not ended, and whose last day is today or at most so many days away.',
      override: { type: 'integer', minimum: 1, maximum: MAX_DAYS, pattern: undefined },
    }),
  limit: Limit.optional(),
  cursor: Cursor.optional(),
  covered_entity_id: OptionalCoveredEntityId,
});

export const VerifyBaaDocumentRequest = z
  .strictObject({
    sha256: DocumentHash.meta({ description: 'SHA-256 of the document, 64 hexadecimal digits.' }),
    covered_entity_id: OptionalCoveredEntityId,
  })
  .meta({ id: 'VerifyBaaDocumentRequest' });

export const BaaDocumentCheck = z
  .strictObject({
    id: z.uuid(),
    matches: z.boolean().meta({ description: 'Whether it is the document whose hash is on file.' }),
  })
  .meta({ id: 'BaaDocumentCheck' });

const closure = {
  method: z.enum(CLOSURE_METHODS),
  date: day('When it was done.'),
  evidence_hash: DocumentHash.meta({ description: 'SHA-256 of the evidence, such as a receipt or a certificate.' }),
};

export const CloseBaaRequest = z
  .strictObject({ ...closure, covered_entity_id: OptionalCoveredEntityId })
  .meta({ id: 'CloseBaaRequest', description: 'Return or destruction of all PHI: 45 CFR 164.504(e)(2)(ii)(J).' });

export const BaaView = z
  .strictObject({
    id: z.uuid(),
    covered_entity_id: CoveredEntityId,
    status: z.enum(BAA_STATUSES).meta({ description: 'As of now, by the dates in UTC.' }),
    created_at: Timestamp,
    ...terms,
    phi_categories: z.array(z.enum(PHI_CATEGORIES)).readonly(),
    deactivated_at: Timestamp.optional().meta({
      description: 'From deactivation on the gate is closed; this instant lies one function timeout after it.',
    }),
    closed_at: Timestamp.optional().meta({ description: 'From then on nothing is open any more.' }),
    closure: z.strictObject(closure).readonly().optional(),
    keys_present: z.int().min(0).optional().meta({
      description:
        'In the answer to a closure as `destroyed`: versions of the entity’s key that are not destroyed and open what they sealed.',
    }),
  })
  .meta({ id: 'Baa', description: 'A business associate agreement: 45 CFR 164.504(e), 164.314(a).' });

export const BaaPage = z
  .strictObject({
    items: z.array(BaaView).readonly(),
    next_cursor: Cursor.optional().meta({ description: 'Absent at the end of the list.' }),
  })
  .meta({ id: 'BaaPage' });
