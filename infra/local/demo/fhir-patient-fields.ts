import { patientOfFhir } from '../../ops/import/fhir-patient';

/** A patient's PHI as fields of text, under the names of the API. */
export interface PatientFields {
  readonly patientId: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

const textsOf = ([name, value]: readonly [string, unknown]): readonly (readonly [string, string])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).map(([part, text]) => [`${name}.${part}`, String(text)] as const)
    : [[name, String(value)] as const];

/** The PHI fields of one line of FHIR R4 ndjson, mapped as the import maps them. @throws Error */
export const patientFields = (line: string): PatientFields => {
  const patient = patientOfFhir(JSON.parse(line));
  if (patient.kind !== 'mapped') throw new Error(patient.code);
  const { source_id, body } = patient.value;
  return { patientId: source_id, fields: Object.entries(body).flatMap(textsOf) };
};
