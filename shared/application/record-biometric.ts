import { readingIdOf } from '../crypto/reading-id';
import { canonicalMeasurement, type CanonicalMeasurement, type Measurement } from '../domain/biometric-measure';
import { type ReadingFacts, utcTimestamp } from '../domain/biometric-reading';
import { type BiometricType, factsOfType } from '../domain/biometric-types';
import { Plaintext } from '../domain/plaintext';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import type { BiometricStore, ReadingKey } from '../ports/biometric-store';
import { ContentionError, DependencyUnavailableError } from '../ports/errors';
import { accessedFields, boxReading, openReading, sameMeasurement, sealReading } from './biometric-record';
import { auditEvent, type PhiCall } from './call';
import { createOnce, type Creation, type NewResource, type RepeatableDependencies } from './create-once';
import type { EnvelopeDependencies } from './encrypt-value';
import { admittedPatient, grantFacts, type PatientReads } from './show-patient';

const CREATED = 201;
/** Rounds of a transaction and a read, for twins of one device; within each, the audit trail repeats by itself. */
const ROUNDS = 3;

export interface RecordBiometricDependencies extends EnvelopeDependencies, RepeatableDependencies {
  readonly biometrics: BiometricStore;
}

/** A reading as it was sent; its measurement has no problems left. */
export interface NewReading {
  readonly measurement: Measurement;
  /** RFC 3339, with any offset. */
  readonly timestamp: string;
  readonly device_id?: string;
}

/** What a recorded reading is answered with: no value, which the caller has. */
export interface ReadingReceipt {
  readonly id: string;
  readonly patient_id: string;
  readonly data_type: BiometricType;
  readonly loinc_code: string;
  readonly timestamp: string;
  readonly unit: string;
  readonly plausible: boolean;
  readonly created_at: string;
}

interface MadeReading extends NewResource<ReadingReceipt> {
  readonly body: ReadingReceipt;
  readonly measured: Plaintext<CanonicalMeasurement>;
  readonly key: ReadingKey;
}

type Refused = Refusal<
  'not-found' | 'care-team-required' | 'reading-conflict' | 'idempotency-key-reused' | 'request-in-progress'
>;

const make = async (
  deps: RecordBiometricDependencies,
  {
    tree,
    grant,
    reads,
    patient_id,
  }: Pick<PhiCall, 'tree' | 'grant'> & { readonly reads: PatientReads; readonly patient_id: string },
  { measurement, timestamp: sent, device_id }: NewReading,
): Promise<MadeReading> => {
  const { data_type } = measurement;
  const timestamp = utcTimestamp(sent);
  const where = { covered_entity_id: tree, patient_id, data_type, timestamp };
  const id =
    device_id === undefined
      ? deps.randomness.uuid()
      : readingIdOf(await deps.cursors.cursorKey(), { ...where, device_id });
  const facts: ReadingFacts = { ...where, id, created_at: deps.clock.now().toISOString() };
  const measured = canonicalMeasurement(measurement);
  const { reading, key_version } = await sealReading(deps, grant.baa, facts, boxReading(measured, device_id));
  const { unit, plausible } = measured;
  const loinc_code = factsOfType(data_type).loinc;
  return {
    id,
    covered_entity_id: tree,
    mutations: [deps.biometrics.creation(reading)],
    body: { id, patient_id, data_type, loinc_code, timestamp, unit, plausible, created_at: facts.created_at },
    facts: () => ({ patient_id, phi_fields_accessed: accessedFields([reading]), key_version, ...grantFacts(reads) }),
    measured: Plaintext.of(measured),
    key: facts,
  };
};

/** The first answer once more, from the reading on record if it measured the same. @throws StoredRecordError */
const recorded = async (
  deps: RecordBiometricDependencies,
  { key, measured, body }: MadeReading,
  id: string,
): Promise<ReadingReceipt | Refusal<'reading-conflict'> | undefined> => {
  const first = await deps.biometrics.find({ ...key, id });
  if (first === undefined) return undefined;
  const { measurement } = await openReading(deps, first);
  if (!sameMeasurement(measurement, measured)) return refuse('reading-conflict');
  return { ...body, id, created_at: first.created_at };
};

/**
 * Creates a device's reading, or finds it: its id comes out of what makes it one and the same, so the condition of its
 * put does what a row for an idempotency key does elsewhere, without an end after 24 hours.
 */
const createOfDevice = async (
  deps: RecordBiometricDependencies,
  call: PhiCall,
  made: MadeReading,
): Promise<Creation<ReadingReceipt> | Refusal<'reading-conflict'>> => {
  const facts = { status_code: CREATED, resource_id: made.id, ...made.facts?.(made.id) };
  const event = () => auditEvent(call, { outcome: 'success', ...facts }, deps);
  for (let round = 0; round < ROUNDS; round += 1) {
    try {
      const outcome = await deps.audit.commit(made.mutations, [event()], made.body, call.check);
      if (outcome !== 'conflict') return { audited: outcome, replayed: false };
    } catch (error) {
      // A twin holds the row; once it is through, the row will tell.
      if (!(error instanceof ContentionError)) throw error;
    }
    const first = await recorded(deps, made, made.id);
    if (first === undefined) continue;
    if (isRefusal(first)) return first;
    return { audited: await deps.audit.answer([event()], first, call.check), replayed: true };
  }
  throw new DependencyUnavailableError('biometrics');
};

/**
 * Records a vital sign of a patient, sealed and bound to its row (45 CFR 164.312(a)(2)(iv), (c)(1)). What a device sends
 * again is not recorded again; without a device, an idempotency key does the same for 24 hours.
 * @throws StoredRecordError
 * @throws DependencyUnavailableError
 */
export const recordBiometric = async (
  deps: RecordBiometricDependencies,
  call: PhiCall,
  reads: PatientReads,
  reading: NewReading,
): Promise<Creation<ReadingReceipt> | Refused> => {
  const patient = admittedPatient(call, reads);
  if (isRefusal(patient)) return patient;
  const made = await make(deps, { tree: call.tree, grant: call.grant, reads, patient_id: patient.id }, reading);
  if (reading.device_id !== undefined) return createOfDevice(deps, call, made);
  return createOnce(deps, call, made, async ({ resource_id }) => {
    const first = await recorded(deps, made, resource_id);
    return first === undefined || isRefusal(first) ? undefined : first;
  });
};
