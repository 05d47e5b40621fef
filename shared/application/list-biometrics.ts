import { formatPosition, parsePosition } from '../domain/biometric-reading';
import { BIOMETRIC_TYPES, type BiometricType } from '../domain/biometric-types';
import { Plaintext } from '../domain/plaintext';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import type { Role } from '../domain/roles';
import type { Audited } from '../ports/audit-trail';
import type { BiometricStore, ReadingsQuestion, StoredReading } from '../ports/biometric-store';
import type { CursorKeySource } from '../ports/cursor-key-source';
import { accessedFields, boxedBody, openReading, type ReadingBody } from './biometric-record';
import { auditEvent, type PhiCall } from './call';
import type { EnvelopeDependencies } from './encrypt-value';
import {
  admittedPatient,
  type EmergencyAudit,
  type EmergencyReaders,
  grantFacts,
  type PatientReaders,
  type PatientReads,
  readPatientOrGrant,
  trailOf,
} from './show-patient';
import { openList } from './list-page';

export interface ListBiometricsDependencies
  extends EnvelopeDependencies, PatientReaders, EmergencyReaders, EmergencyAudit {
  readonly biometrics: BiometricStore;
  readonly cursors: CursorKeySource;
}

export interface BiometricsQuestion {
  readonly tree: string;
  readonly patient_id: string;
  readonly user_id: string;
  readonly roles: readonly Role[];
  /** All types without one. */
  readonly data_type?: BiometricType;
  /** First and last instant, both within: RFC 3339, UTC, milliseconds. */
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** A page as it is stored, nothing of it opened. */
interface SealedPage {
  readonly readings: readonly StoredReading[];
  readonly next_cursor?: string;
}

/** What is read for a page before anything of it is opened. */
export interface BiometricsReads {
  readonly patient: PatientReads;
  readonly page: SealedPage | Refusal<'invalid-cursor'>;
}

export interface ReadingsBody {
  readonly items: readonly ReadingBody[];
  readonly next_cursor?: string;
}

const LIST = 'biometrics';

const readPage = async (
  { biometrics, cursors }: Pick<ListBiometricsDependencies, 'biometrics' | 'cursors'>,
  { tree, patient_id, data_type, from, to, limit, cursor }: BiometricsQuestion,
): Promise<SealedPage | Refusal<'invalid-cursor'>> => {
  const binding = [LIST, tree, patient_id, data_type ?? '', from ?? '', to ?? ''];
  const list = await openList(cursors, binding, cursor);
  if (isRefusal(list)) return list;
  const before = list.position === undefined ? undefined : parsePosition(list.position);
  if (list.position !== undefined && before === undefined) return refuse('invalid-cursor');
  const question: ReadingsQuestion = {
    covered_entity_id: tree,
    patient_id,
    data_types: data_type === undefined ? BIOMETRIC_TYPES : [data_type],
    limit,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(before === undefined ? {} : { before }),
  };
  const { readings, next } = await biometrics.page(question);
  return { readings, ...list.next(next && formatPosition(next)) };
};

/** Reads the patient, the care team, and a page of sealed readings, side by side. @throws DependencyUnavailableError */
export const readBiometrics = async (
  deps: Pick<
    ListBiometricsDependencies,
    'patients' | 'careTeams' | 'grants' | 'suspensions' | 'clock' | 'biometrics' | 'cursors'
  >,
  question: BiometricsQuestion,
): Promise<BiometricsReads> => {
  const [patient, page] = await Promise.all([readPatientOrGrant(deps, question), readPage(deps, question)]);
  return { patient, page };
};

/**
 * The one key version that sealed a page. Of several none is named: a search by key version must then take the event in,
 * which it could not if another one stood there.
 */
const onlyVersion = (versions: readonly number[]): number | undefined =>
  new Set(versions).size === 1 ? versions[0] : undefined;

/**
 * Opens a page of readings and releases it once its one audit event is durable (45 CFR 164.312(b)).
 * @throws StoredRecordError
 * @throws DependencyUnavailableError
 */
export const answerBiometrics = async (
  deps: EnvelopeDependencies & EmergencyAudit,
  call: PhiCall,
  { patient: reads, page }: BiometricsReads,
): Promise<Audited<ReadingsBody> | Refusal<'not-found' | 'care-team-required' | 'invalid-cursor'>> => {
  const patient = admittedPatient(call, reads);
  if (isRefusal(patient)) return patient;
  if (isRefusal(page)) return page;
  const { readings, next_cursor } = page;
  const opened = await Promise.all(
    readings.map(async (reading) => {
      const { key_version, ...open } = await openReading(deps, reading);
      return { key_version, box: boxedBody(reading, { key_version, ...open }) };
    }),
  );
  const box = Plaintext.all(opened.map((each) => each.box)).map((items): ReadingsBody => ({
    items,
    ...(next_cursor === undefined ? {} : { next_cursor }),
  }));
  const facts = {
    patient_id: patient.id,
    phi_fields_accessed: accessedFields(readings),
    key_version: onlyVersion(opened.map(({ key_version }) => key_version)),
    ...grantFacts(reads),
  };
  const event = auditEvent(call, { outcome: 'success', status_code: 200, ...facts }, deps);
  return trailOf(deps, event).release([event], box, call.check);
};
