import * as z from 'zod';

const Identifier = z.looseObject({
  type: z.object({ coding: z.array(z.looseObject({ code: z.string() })) }).optional(),
  value: z.string().optional(),
});
const Telecom = z.looseObject({ system: z.string().optional(), value: z.string().optional() });
const Name = z.looseObject({
  use: z.string().optional(),
  family: z.string().optional(),
  given: z.array(z.string()).optional(),
});
const Address = z.looseObject({
  line: z.array(z.string()).optional(),
  city: z.string().optional(),
  state: z.string().optional(),
  postalCode: z.string().optional(),
});

/** As much of a FHIR R4 Patient as Phiducia's patient fields need. */
const FhirPatient = z.looseObject({
  resourceType: z.literal('Patient'),
  id: z.uuid(),
  identifier: z.array(Identifier).default([]),
  name: z.array(Name).min(1),
  telecom: z.array(Telecom).default([]),
  gender: z.string().optional(),
  birthDate: z.string().optional(),
  address: z.array(Address).default([]),
});

type Patient = z.output<typeof FhirPatient>;

/** A patient's PHI as fields of text, under the names of the API. */
export interface PatientFields {
  readonly patientId: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** The value of an identifier by its HL7 v2-0203 code: `MR` medical record number, `SS` social security number. */
const identifier = (patient: Patient, code: string): string | undefined =>
  patient.identifier.find(({ type }) => type?.coding.some((coding) => coding.code === code))?.value;

const telecom = (patient: Patient, system: string): string | undefined =>
  patient.telecom.find((contact) => contact.system === system)?.value;

/** The PHI fields of one line of FHIR R4 ndjson; those that the resource does not hold are left out. @throws ZodError */
export const patientFields = (line: string): PatientFields => {
  const patient = FhirPatient.parse(JSON.parse(line));
  const name = patient.name.find(({ use }) => use === 'official') ?? patient.name[0];
  const [address] = patient.address;
  const named = {
    first_name: name?.given?.[0],
    middle_name: name?.given?.[1],
    last_name: name?.family,
    date_of_birth: patient.birthDate,
    sex: patient.gender,
    ssn: identifier(patient, 'SS'),
    mrn: identifier(patient, 'MR'),
    'address.line1': address?.line?.[0],
    'address.line2': address?.line?.[1],
    'address.city': address?.city,
    'address.state': address?.state,
    'address.postal_code': address?.postalCode,
    phone: telecom(patient, 'phone'),
    email: telecom(patient, 'email'),
  };
  const fields = Object.entries(named).filter((field): field is [string, string] => field[1] !== undefined);
  return { patientId: patient.id, fields };
};
