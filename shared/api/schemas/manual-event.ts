import * as z from 'zod';
import { AUDIT_ACTIONS } from '../../domain/audit-event';
import { DISCLOSURE_BASES } from '../../domain/disclosure';
import { MANUAL_RESOURCE_TYPES } from '../../domain/manual-event';
import { PATIENT_FIELDS } from '../../domain/patient-fields';
import { PURPOSES } from '../../domain/purpose';
import { DocumentHash, OptionalCoveredEntityId, phi, plainText } from './fields';

const MAX_NAME = 256;
const MAX_ADDRESS = 512;
const MAX_TEXT = 2000;

/** One spelling of an id, as everywhere in the log. Ids that are no UUIDs are a caller's free text. */
const Uuid = z.uuid().toLowerCase();

/** A text of a disclosure: PHI, sealed in its record. */
const sealedText = (maxLength: number, description: string) =>
  plainText(maxLength).meta({ ...phi('unclassified'), description });

const Recipient = z.strictObject({
  name: sealedText(MAX_NAME, 'Who received the PHI.'),
  address: sealedText(MAX_ADDRESS, 'The recipient’s address, if known.').optional(),
});

const Disclosure = z
  .strictObject({
    recipient: Recipient,
    description: sealedText(MAX_TEXT, 'What was disclosed, in brief.'),
    purpose_statement: sealedText(MAX_TEXT, 'Why, in brief; or give `request_document_hash`.').optional(),
    request_document_hash: DocumentHash.optional().meta({
      ...phi('unclassified'),
      description: 'SHA-256 of the written request for the disclosure, 64 hexadecimal digits.',
    }),
    basis: z.enum(DISCLOSURE_BASES).meta({ description: 'What permits it: a paragraph of 45 CFR part 164.' }),
  })
  .refine(
    ({ purpose_statement, request_document_hash }) =>
      purpose_statement !== undefined || request_document_hash !== undefined,
    { path: ['purpose_statement'], params: { code: 'required' } },
  )
  .meta({
    id: 'ReportedDisclosure',
    description: 'A release outside the covered entity, as 45 CFR 164.528(b)(2) has it accounted for.',
  });

/** RFC 3339 with any offset, in seconds or milliseconds. */
const Instant = z.union([
  z.iso.datetime({ precision: 3, offset: true }),
  z.iso.datetime({ precision: 0, offset: true }),
]);

export const CreateManualEventRequest = z
  .strictObject({
    action: z.enum(AUDIT_ACTIONS),
    resource_type: z.enum(MANUAL_RESOURCE_TYPES).meta({ description: 'The kind of thing that was accessed.' }),
    resource_id: Uuid.optional(),
    patient_id: Uuid.optional().meta({ description: 'The patient concerned; a disclosure needs one.' }),
    phi_fields_accessed: z
      .array(z.enum(PATIENT_FIELDS))
      .refine((fields) => new Set(fields).size === fields.length, { params: { code: 'not-unique' } })
      .optional()
      .meta({
        description: 'Which of a patient’s PHI fields, each once.',
        uniqueItems: true,
        maxItems: PATIENT_FIELDS.length,
      }),
    purpose: z.enum(PURPOSES).optional().meta({ description: 'The purpose of use, as of then.' }),
    occurred_at: Instant.optional().meta({
      description: 'When it happened: RFC 3339, from 1996 on, at most 5 minutes ahead. Left out, it is now.',
    }),
    accessed_by: Uuid.optional().meta({ description: 'The user who did it, if known.' }),
    disclosure: Disclosure.optional(),
    covered_entity_id: OptionalCoveredEntityId,
  })
  .refine(({ disclosure, patient_id }) => disclosure === undefined || patient_id !== undefined, {
    path: ['patient_id'],
    params: { code: 'required' },
  })
  .meta({
    id: 'CreateManualEventRequest',
    examples: [
      {
        action: 'EXPORT',
        resource_type: 'medical_record',
        patient_id: '5d1f0c3e-7a52-4b0e-9c44-2f6d8e1a7b90',
        phi_fields_accessed: ['diagnosis_codes'],
        occurred_at: '2026-03-10T12:00:00Z',
        disclosure: {
          recipient: { name: 'Example County Health Department', address: '1 Example Street, Exampleton' },
          description: 'Case report of a notifiable disease',
          purpose_statement: 'Public health reporting',
          basis: '164.512(b)',
        },
      },
    ],
  });
