import { NONCE_BYTES } from '../crypto/aead';
import type { RecordBinding } from '../crypto/authenticated-context';
import { openRecord, parseHeader, sealRecord } from '../crypto/record-envelope';
import type { CanonicalMeasurement, Quantities } from '../domain/biometric-measure';
import { readingAttributes, type ReadingFacts, type ReadingField } from '../domain/biometric-reading';
import { type BiometricType, factsOfType } from '../domain/biometric-types';
import { Plaintext } from '../domain/plaintext';
import type { StoredReading } from '../ports/biometric-store';
import { StoredRecordError } from '../ports/errors';
import type { EnvelopeDependencies } from './encrypt-value';
import type { SealingAgreement } from './tenant-keyring';

type SealingDependencies = Pick<EnvelopeDependencies, 'keyring' | 'region' | 'randomness'>;

/** The PHI of one reading, each field in a box of its own. */
export type BoxedReading = ReadonlyMap<ReadingField, Plaintext<string>>;

/** A reading as it is shown. */
export type ReadingBody = Pick<ReadingFacts, 'id' | 'data_type' | 'timestamp' | 'created_at'> &
  Quantities & {
    readonly loinc_code: string;
    readonly unit: string;
    readonly plausible: boolean;
    readonly original: CanonicalMeasurement['original'];
    readonly device_id?: string;
  };

const bindingOf = (region: string, facts: ReadingFacts, fields: Iterable<ReadingField>): RecordBinding => ({
  covered_entity_id: facts.covered_entity_id,
  region,
  resource_type: 'biometric',
  resource_id: facts.id,
  attributes: readingAttributes(facts, fields),
});

/** What was measured, and by which device, in boxes. */
export const boxReading = (measurement: CanonicalMeasurement, deviceId: string | undefined): BoxedReading =>
  new Map<ReadingField, Plaintext<string>>([
    ['measurement', Plaintext.of(JSON.stringify(measurement))],
    ...(deviceId === undefined ? [] : [['device_id', Plaintext.of(deviceId)] as const]),
  ]);

/** Seals a reading under the entity's newest key. @throws DependencyUnavailableError */
export const sealReading = async (
  { keyring, region, randomness }: SealingDependencies,
  agreement: SealingAgreement,
  facts: ReadingFacts,
  fields: BoxedReading,
): Promise<{ readonly reading: StoredReading; readonly key_version: number }> => {
  const { version: key_version, ...key } = await keyring.sealingKey(agreement, fields.size);
  const nonces = randomness.bytes(NONCE_BYTES * fields.size);
  const sealed = sealRecord(fields, bindingOf(region, facts, fields.keys()), key, nonces);
  return { reading: { ...facts, sealed }, key_version };
};

export interface OpenedReading {
  readonly measurement: Plaintext<CanonicalMeasurement>;
  readonly device_id: Plaintext<string> | undefined;
  /** The version of the tenant key that had sealed it. */
  readonly key_version: number;
}

/** What `boxReading` wrote: it was authenticated just now, so its form is known. */
const parsed = (text: string): CanonicalMeasurement => JSON.parse(text) as CanonicalMeasurement;

/**
 * Opens the fields of a reading as they were sealed.
 * @throws StoredRecordError when it is not as this API left it
 * @throws DependencyUnavailableError
 */
export const openReadingFields = async (
  { keyring, region }: Pick<SealingDependencies, 'keyring' | 'region'>,
  reading: StoredReading,
): Promise<{ readonly fields: BoxedReading; readonly key_version: number }> => {
  const { sealed, covered_entity_id } = reading;
  const header = parseHeader(sealed.header);
  const key = header && (await keyring.openingKey(covered_entity_id, header.keyId, header.salt));
  const fields = key && openRecord(sealed, bindingOf(region, reading, sealed.fields.keys()), key.derived);
  if (key === undefined || fields === undefined) throw new StoredRecordError('biometric');
  return { fields, key_version: key.version };
};

/** Opens a reading, all of it. @throws StoredRecordError @throws DependencyUnavailableError */
export const openReading = async (
  deps: Pick<SealingDependencies, 'keyring' | 'region'>,
  reading: StoredReading,
): Promise<OpenedReading> => {
  const { fields, key_version } = await openReadingFields(deps, reading);
  const measurement = fields.get('measurement');
  if (measurement === undefined) throw new StoredRecordError('biometric');
  return { measurement: measurement.map(parsed), device_id: fields.get('device_id'), key_version };
};

/** Whether two readings measured the same, whatever units they were sent in. Nothing of either leaves its box. */
export const sameMeasurement = (
  one: Plaintext<CanonicalMeasurement>,
  other: Plaintext<CanonicalMeasurement>,
): boolean => {
  const numbers = ({ quantities: { value, systolic, diastolic } }: CanonicalMeasurement): string =>
    JSON.stringify([value, systolic, diastolic]);
  return Plaintext.same(one.map(numbers), other.map(numbers));
};

/** A reading as it is shown, still in one box. */
export const boxedBody = (
  { id, data_type, timestamp, created_at }: ReadingFacts,
  { measurement, device_id }: OpenedReading,
): Plaintext<ReadingBody> => {
  const facts = { id, data_type, loinc_code: factsOfType(data_type).loinc, timestamp, created_at };
  const body = measurement.map(({ quantities, ...others }): ReadingBody => ({ ...facts, ...quantities, ...others }));
  if (device_id === undefined) return body;
  // Two boxes of different contents, joined within a third.
  return Plaintext.all<ReadingBody | string>([body, device_id]).map(([shown, device]) => ({
    ...(shown as ReadingBody),
    device_id: device as string,
  }));
};

/** The names of what is read or written of readings, for audit events: their types, and the device where one is named. */
export const accessedFields = (
  readings: readonly { readonly data_type: BiometricType; readonly sealed: StoredReading['sealed'] }[],
): readonly string[] => [
  ...new Set([
    ...readings.map(({ data_type }) => data_type),
    ...readings.flatMap(({ sealed }) => (sealed.fields.has('device_id') ? ['device_id'] : [])),
  ]),
];
