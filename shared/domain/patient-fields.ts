import { PHI_CATEGORIES, type PhiCategory } from './phi-category';

/**
 * The PHI fields of a patient, each with its category: the one list from which the schemas' marks, the sealed fields of
 * a record, and the BAA's category check derive.
 */
export const PATIENT_FIELD_CATEGORIES = {
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
} as const satisfies Readonly<Record<string, PhiCategory>>;

export type PatientField = keyof typeof PATIENT_FIELD_CATEGORIES;

export const PATIENT_FIELDS: readonly PatientField[] = Object.keys(PATIENT_FIELD_CATEGORIES).filter(
  (name): name is PatientField => name in PATIENT_FIELD_CATEGORIES,
);

/** Whether a text names a PHI field of a patient. */
export const isPatientField = (name: string): name is PatientField => Object.hasOwn(PATIENT_FIELD_CATEGORIES, name);

/** The PHI categories that fields touch, each once, in the order of the catalogue. */
export const categoriesOfFields = (fields: Iterable<PatientField>): readonly PhiCategory[] => {
  const touched = new Set<PhiCategory>([...fields].map((field) => PATIENT_FIELD_CATEGORIES[field]));
  return PHI_CATEGORIES.filter((category) => touched.has(category));
};
