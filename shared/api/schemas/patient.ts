import * as z from 'zod';
import { PATIENT_STATUSES } from '../../domain/patient';
import { isPatientField, PATIENT_FIELD_CATEGORIES, PATIENT_FIELDS } from '../../domain/patient-fields';
import { Cursor, Limit, OptionalCoveredEntityId, phi, Timestamp } from './fields';

const categories = PATIENT_FIELD_CATEGORIES;

/** Characters of the longest note: with everything else a record stays far below DynamoDB's 400 KB. */
const MAX_NOTES = 32_768;
const MAX_DIAGNOSES = 100;

const printable = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text) && /\S/u.test(text);

/** One line of text: no control characters, not blank, well-formed. */
const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(printable, { params: { code: 'invalid-format' } });

const Name = line(100);

const day = z.iso.date().refine((date) => date >= '1850-01-01', { params: { code: 'out-of-range' } });

const AddressFields = z
  .strictObject({
    line1: line(200).optional(),
    line2: line(200).optional(),
    city: line(100).optional(),
    state: line(64).optional(),
    postal_code: line(20).optional(),
  })
  .readonly();

/** ICD-10-CM: a letter, a digit, a digit or letter, and up to four more after an optional point. */
const Icd10 = z.string().regex(/^[A-Z][0-9][0-9A-Z](?:\.?[0-9A-Z]{1,4})?$/);

const notesText = z
  .string()
  .min(1)
  .max(MAX_NOTES)
  .refine((text) => text.isWellFormed(), { params: { code: 'not-well-formed' } });

/** Each PHI field of a patient as it is written, with its mark. */
export const phiFields = {
  first_name: Name.meta(phi(categories.first_name)),
  last_name: Name.meta(phi(categories.last_name)),
  middle_name: Name.meta(phi(categories.middle_name)),
  date_of_birth: day.meta({ ...phi(categories.date_of_birth), description: '`YYYY-MM-DD`, not in the future.' }),
  sex: z
    .enum(['male', 'female', 'other', 'unknown'])
    .meta({ ...phi(categories.sex), description: 'FHIR administrative gender.' }),
  ssn: z
    .string()
    .regex(/^\d{3}-?\d{2}-?\d{4}$/)
    .meta(phi(categories.ssn)),
  mrn: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,63}$/)
    .meta({ ...phi(categories.mrn), description: 'Medical record number.' }),
  address: AddressFields.meta(phi(categories.address)),
  phone: z
    .string()
    .regex(/^\+?[0-9(][0-9 ().x-]{2,31}$/)
    .meta(phi(categories.phone)),
  email: z.email().max(254).meta(phi(categories.email)),
  insurance_member_id: line(64).meta(phi(categories.insurance_member_id)),
  diagnosis_codes: z
    .array(Icd10)
    .max(MAX_DIAGNOSES)
    .readonly()
    .meta({ ...phi(categories.diagnosis_codes), description: 'ICD-10-CM.' }),
  notes: notesText.meta({ ...phi(categories.notes), description: `At most ${MAX_NOTES} characters.` }),
};

const status = z.enum(PATIENT_STATUSES).meta({ description: 'Not PHI: shown in lists.' });

const optionalPhi = {
  middle_name: phiFields.middle_name.optional(),
  sex: phiFields.sex.optional(),
  ssn: phiFields.ssn.optional(),
  mrn: phiFields.mrn.optional(),
  address: phiFields.address.optional(),
  phone: phiFields.phone.optional(),
  email: phiFields.email.optional(),
  insurance_member_id: phiFields.insurance_member_id.optional(),
  diagnosis_codes: phiFields.diagnosis_codes.optional(),
  notes: phiFields.notes.optional(),
};

export const CreatePatientRequest = z
  .strictObject({
    first_name: phiFields.first_name,
    last_name: phiFields.last_name,
    date_of_birth: phiFields.date_of_birth,
    ...optionalPhi,
    covered_entity_id: OptionalCoveredEntityId,
  })
  .meta({
    id: 'CreatePatientRequest',
    examples: [{ first_name: 'Jane', last_name: 'Roe', date_of_birth: '1980-02-29', mrn: 'MRN-1001' }],
  });

const AddressPatch = z.strictObject({
  line1: line(200).nullable().optional(),
  line2: line(200).nullable().optional(),
  city: line(100).nullable().optional(),
  state: line(64).nullable().optional(),
  postal_code: line(20).nullable().optional(),
});

/** A JSON merge patch (RFC 7396): what is there is set, `null` removes; names and date of birth cannot be removed. */
export const PatchPatientRequest = z
  .strictObject({
    first_name: phiFields.first_name.optional(),
    last_name: phiFields.last_name.optional(),
    date_of_birth: phiFields.date_of_birth.optional(),
    middle_name: phiFields.middle_name.nullable().optional(),
    sex: phiFields.sex.nullable().optional(),
    ssn: phiFields.ssn.nullable().optional(),
    mrn: phiFields.mrn.nullable().optional(),
    address: AddressPatch.nullable().optional().meta(phi(categories.address)),
    phone: phiFields.phone.nullable().optional(),
    email: phiFields.email.nullable().optional(),
    insurance_member_id: phiFields.insurance_member_id.nullable().optional(),
    diagnosis_codes: phiFields.diagnosis_codes.nullable().optional(),
    notes: phiFields.notes.nullable().optional(),
    status: status.optional(),
    covered_entity_id: OptionalCoveredEntityId,
  })
  .meta({ id: 'PatchPatientRequest', examples: [{ phone: '+1 555 0100', middle_name: null }] });

const summary = { id: z.uuid(), status, created_at: Timestamp };

/** The public view: no PHI. */
export const PatientSummaryView = z.strictObject(summary).meta({ id: 'PatientSummary' });

/** The detailed view: the fields that were asked for, as far as the record has them. */
export const PatientView = z
  .strictObject({
    ...summary,
    updated_at: Timestamp,
    version: z.int().min(1),
    first_name: phiFields.first_name.optional(),
    last_name: phiFields.last_name.optional(),
    date_of_birth: phiFields.date_of_birth.optional(),
    ...optionalPhi,
  })
  .meta({ id: 'Patient' });

export const PatientPage = z
  .strictObject({
    items: z.array(PatientSummaryView).readonly(),
    next_cursor: Cursor.optional().meta({ description: 'Absent at the end of the list.' }),
  })
  .meta({ id: 'PatientPage' });

export const CareTeamPath = z.strictObject({ id: z.uuid(), user_id: z.uuid() });

export const ListPatientsQuery = z.strictObject({
  limit: Limit.optional(),
  cursor: Cursor.optional(),
  mine: z.enum(['true', 'false']).optional().meta({ description: '`true`: those on whose care team you are.' }),
  covered_entity_id: OptionalCoveredEntityId,
});

const areFields = (text: string): boolean => {
  const names = text.split(',');
  return names.every(isPatientField) && new Set(names).size === names.length;
};

export const GetPatientQuery = z.strictObject({
  fields: z
    .string()
    .min(1)
    .max(512)
    .refine(areFields, { params: { code: 'not-in-list' } })
    .optional()
    .meta({
      description:
        `Names of PHI fields, separated by commas; without it, all of them: ${PATIENT_FIELDS.join(', ')}. Only these ` +
        'are decrypted, answered, and listed in the audit event (45 CFR 164.502(b), minimum necessary).',
    }),
  covered_entity_id: OptionalCoveredEntityId,
});
