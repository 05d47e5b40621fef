import * as z from 'zod';
import { BAA_STATUSES } from '../../domain/baa';
import { PHI_CATEGORIES } from '../../domain/phi-category';
import { CoveredEntityId, DocumentHash, OptionalCoveredEntityId, plainText, Timestamp } from './fields';

const MAX_NAME = 256;

/** Personal data of the signatory's, not PHI: it stands in the agreement, and in no log and no event. */
const PartyName = plainText(MAX_NAME);

const day = (description: string) =>
  z.iso.date({ abort: true }).meta({ description: `${description} A UTC calendar day.` });

const terms = {
  organization_name: PartyName.meta({ description: 'The covered entity’s name.' }),
  signatory_name: PartyName.meta({ description: 'Who signed for it.' }),
  signatory_email: z.email().max(254),
  effective_date: day('The first day on which PHI may be processed.'),
  expiry_date: day('The last one; after `effective_date`.'),
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

export const EntityQuery = z.strictObject({ covered_entity_id: OptionalCoveredEntityId });

export const BaaView = z
  .strictObject({
    id: z.uuid(),
    covered_entity_id: CoveredEntityId,
    status: z.enum(BAA_STATUSES).meta({ description: 'As of now, by the dates in UTC.' }),
    created_at: Timestamp,
    ...terms,
    phi_categories: z.array(z.enum(PHI_CATEGORIES)).readonly(),
  })
  .meta({ id: 'Baa', description: 'A business associate agreement: 45 CFR 164.504(e), 164.314(a).' });
