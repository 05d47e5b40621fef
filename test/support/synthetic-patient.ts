/** A patient whom nobody has ever met, with every PHI field. */
export const syntheticPatient = () => ({
  first_name: 'Tomasina',
  last_name: 'Quackenbush',
  middle_name: 'Ysolde',
  date_of_birth: '1984-02-29',
  sex: 'female',
  ssn: '999-12-3456',
  mrn: 'MRN-7741-QX',
  address: { line1: '17 Larkspur Close', city: 'Framlingham', state: 'MA', postal_code: '01701' },
  phone: '+1 555 010 7788',
  email: 'tomasina.q@example.test',
  insurance_member_id: 'INS-99-4471',
  diagnosis_codes: ['F33.1', 'E11.9'],
  notes: 'Prefers the window seat; dislikes fluorescent light.',
});

/** Every text of the patient that must be found nowhere in the clear. */
export const plantedTexts = (patient: object = syntheticPatient()): readonly string[] =>
  Object.values(patient).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null ? plantedTexts(value) : [String(value)],
  );

/** Short ones stand in ids by chance. */
const LEAST_LENGTH = 6;

/** Those of the patient's texts that another text has, but for short ones. */
export const plantedIn = (text: string): readonly string[] =>
  plantedTexts().filter((planted) => planted.length >= LEAST_LENGTH && text.includes(planted));
