import * as z from 'zod';
import type { Mapped } from './mapped';
import { sourcePatient, type SourcePatient } from './new-patient';
import { schemaRefusal } from './schema-refusal';

/** FHIR R4 `id`. */
export const FhirId = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/);

const Text = z.string().max(4096);
const Coding = z.looseObject({ system: Text.optional(), code: Text.optional() });

const Identifier = z.looseObject({
  use: Text.optional(),
  type: z.looseObject({ coding: z.array(Coding).optional() }).optional(),
  value: Text.optional(),
});
const Contact = z.looseObject({ system: Text.optional(), use: Text.optional(), value: Text.optional() });
const Name = z.looseObject({ use: Text.optional(), family: Text.optional(), given: z.array(Text).optional() });
const Address = z.looseObject({
  use: Text.optional(),
  line: z.array(Text).optional(),
  city: Text.optional(),
  state: Text.optional(),
  postalCode: Text.optional(),
});

/** As much of a FHIR R4 Patient as Phiducia keeps. */
const FhirPatient = z.looseObject({
  resourceType: z.literal('Patient'),
  id: FhirId.optional(),
  identifier: z.array(Identifier).default([]),
  name: z.array(Name).default([]),
  telecom: z.array(Contact).default([]),
  gender: Text.optional(),
  birthDate: Text.optional(),
  address: z.array(Address).default([]),
});

type Patient = z.output<typeof FhirPatient>;

const isCurrent = ({ use }: { readonly use?: string | undefined }): boolean => use !== 'old';

/** The value of an identifier by its HL7 v2-0203 code: `MR` medical record number, `SS` social security number. */
const identifier = ({ identifier: all }: Patient, code: string): string | undefined =>
  all.filter(isCurrent).find(({ type }) => type?.coding?.some((coding) => coding.code === code) === true)?.value;

const contact = ({ telecom }: Patient, system: string): string | undefined =>
  telecom.filter(isCurrent).find((each) => each.system === system && each.value !== undefined)?.value;

/** The official name, else the usual one, else the first. */
const nameOf = ({ name }: Patient) =>
  name.find(({ use }) => use === 'official') ?? name.find(({ use }) => use === 'usual') ?? name[0];

/** A FHIR R4 Patient as the API takes it. */
export const patientOfFhir = (resource: unknown): Mapped<SourcePatient> => {
  const parsed = FhirPatient.safeParse(resource);
  if (!parsed.success) return schemaRefusal(parsed.error);
  const patient = parsed.data;
  const name = nameOf(patient);
  const address = patient.address.find(isCurrent);
  const [line1, ...furtherLines] = address?.line ?? [];
  const [first_name, ...furtherNames] = name?.given ?? [];
  return sourcePatient(
    patient.id,
    {
      first_name,
      middle_name: furtherNames.join(' '),
      last_name: name?.family,
      date_of_birth: patient.birthDate,
      sex: patient.gender,
      ssn: identifier(patient, 'SS'),
      mrn: identifier(patient, 'MR'),
      phone: contact(patient, 'phone'),
      email: contact(patient, 'email'),
    },
    {
      line1,
      line2: furtherLines.join(', '),
      city: address?.city,
      state: address?.state,
      postal_code: address?.postalCode,
    },
  );
};
