import { ENTITY_A, PATIENT, REGION } from '../support/synthetic-parties';

/** Eight PHI fields of an invented patient, of the lengths that such fields have. */
export const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['first_name', 'Synthia'],
  ['last_name', 'Inventedname'],
  ['date_of_birth', '1970-01-01'],
  ['ssn', '000-00-0000'],
  ['phone', '+1-555-0100'],
  ['address', '1 Example Street, Sampletown, MA 00000'],
  ['diagnosis', 'Essential hypertension (I10)'],
  ['notes', 'Synthetic note: the patient reports mild symptoms; follow-up in two weeks.'],
];

export const BINDING = {
  covered_entity_id: ENTITY_A,
  region: REGION,
  resource_type: 'patient',
  resource_id: PATIENT,
  attributes: { status: 'active', version: '3', updated_at: '2026-03-10T12:00:00.000Z' },
};
