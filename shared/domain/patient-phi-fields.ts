import type { PhiCategory } from './phi-category';

/** A patient's PHI fields, each with its category. */
const CATEGORY_OF_FIELD = {
  first_name: 'demographics',
  last_name: 'demographics',
  middle_name: 'demographics',
  date_of_birth: 'demographics',
  sex: 'demographics',
  ssn: 'demographics',
  mrn: 'demographics',
  address: 'demographics',
  phone: 'demographics',
  email: 'demographics',
  insurance_member_id: 'billing',
  diagnosis_codes: 'diagnosis',
  notes: 'treatment',
} as const satisfies Record<string, PhiCategory>;

export type PatientPhiField = keyof typeof CATEGORY_OF_FIELD;

export const PATIENT_PHI_FIELDS = Object.keys(CATEGORY_OF_FIELD) as readonly PatientPhiField[];

/** The categories of fields, each once. */
export const categoriesOfFields = (fields: readonly PatientPhiField[]): readonly PhiCategory[] => [
  ...new Set(fields.map((field) => CATEGORY_OF_FIELD[field])),
];
