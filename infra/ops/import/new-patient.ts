import type * as z from 'zod';
import { CreatePatientRequest } from '../../../shared/api/schemas/patient';
import { mapped, type Mapped, refused } from './mapped';
import { schemaRefusal } from './schema-refusal';

/** The body of `POST /patients`. */
type PatientBody = z.output<typeof CreatePatientRequest>;

export interface SourcePatient {
  /** What the source calls the patient: the FHIR id, else the medical record number. */
  readonly source_id: string;
  readonly body: PatientBody;
}

/** Members that are there: an empty text is none. */
const present = <T extends Readonly<Record<string, string | undefined>>>(members: T): Partial<T> => {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined && value.trim() !== '');
  return Object.fromEntries(entries) as Partial<T>;
};

/** Fields under the names of the API, checked as the API checks them. */
export const sourcePatient = (
  sourceId: string | undefined,
  fields: Readonly<Record<string, string | undefined>>,
  address: Readonly<Record<string, string | undefined>>,
): Mapped<SourcePatient> => {
  const body = {
    ...present(fields),
    ...(Object.keys(present(address)).length === 0 ? {} : { address: present(address) }),
  };
  for (const required of ['first_name', 'last_name', 'date_of_birth']) {
    if (!Object.hasOwn(body, required)) return refused('field-missing', required);
  }
  const parsed = CreatePatientRequest.safeParse(body);
  if (!parsed.success) return schemaRefusal(parsed.error);
  const id = sourceId ?? parsed.data.mrn;
  // Without a name of its own a repeat could not be told from somebody else.
  return id === undefined ? refused('id-missing', 'id') : mapped({ source_id: id, body: parsed.data });
};
