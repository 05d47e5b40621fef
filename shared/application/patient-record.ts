import { NONCE_BYTES } from '../crypto/aead';
import { openRecord, parseHeader, sealRecord } from '../crypto/record-envelope';
import type { RecordBinding } from '../crypto/authenticated-context';
import { patientAttributes, type PatientFacts } from '../domain/patient';
import type { PatientField } from '../domain/patient-fields';
import type { Plaintext } from '../domain/plaintext';
import { StoredRecordError } from '../ports/errors';
import type { StoredPatient } from '../ports/patient-store';
import type { EnvelopeDependencies } from './encrypt-value';
import type { SealingAgreement } from './tenant-keyring';

/** PHI fields of one patient, each in a box of its own. */
export type BoxedFields = ReadonlyMap<PatientField, Plaintext<string>>;

type SealingDependencies = Pick<EnvelopeDependencies, 'keyring' | 'region' | 'randomness'>;

const bindingOf = (region: string, facts: PatientFacts, fields: Iterable<PatientField>): RecordBinding => ({
  covered_entity_id: facts.covered_entity_id,
  region,
  resource_type: 'patient',
  resource_id: facts.id,
  attributes: patientAttributes(facts, fields),
});

/**
 * Seals a patient's whole record under the entity's newest key: every field anew, for each is bound to all that stands
 * beside it. @throws DependencyUnavailableError
 */
export const sealPatient = async (
  { keyring, region, randomness }: SealingDependencies,
  agreement: SealingAgreement,
  facts: PatientFacts,
  { fields, index }: { readonly fields: BoxedFields; readonly index: readonly string[] },
): Promise<{ readonly patient: StoredPatient; readonly key_version: number }> => {
  const { version: key_version, ...key } = await keyring.sealingKey(agreement, fields.size);
  const nonces = randomness.bytes(NONCE_BYTES * fields.size);
  const sealed = sealRecord(fields, bindingOf(region, facts, fields.keys()), key, nonces);
  return { patient: { ...facts, sealed, index }, key_version };
};

/** Opened fields, and the version of the tenant key that had sealed them. */
export interface OpenedPatient {
  readonly fields: BoxedFields;
  readonly key_version: number;
}

/**
 * Opens fields of a patient's record, of those that it has. At least one field is always opened, if there is one: what
 * stands beside the fields in the clear is proven by that alone.
 * @throws StoredRecordError when the record is not as this API left it
 * @throws DependencyUnavailableError
 */
export const openPatient = async (
  { keyring, region }: Pick<SealingDependencies, 'keyring' | 'region'>,
  patient: StoredPatient,
  names: Iterable<PatientField> = patient.sealed.fields.keys(),
): Promise<OpenedPatient> => {
  const { sealed } = patient;
  const wanted = [...names].filter((name) => sealed.fields.has(name));
  const [witness] = sealed.fields.keys();
  const opening = wanted.length > 0 || witness === undefined ? wanted : [witness];
  const header = parseHeader(sealed.header);
  const key = header && (await keyring.openingKey(patient.covered_entity_id, header.keyId, header.salt));
  const opened = key && openRecord(sealed, bindingOf(region, patient, sealed.fields.keys()), key.derived, opening);
  if (key === undefined || opened === undefined) throw new StoredRecordError('patient');
  return { fields: new Map([...opened].filter(([name]) => wanted.includes(name))), key_version: key.version };
};
