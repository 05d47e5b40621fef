import type { AuditEvent } from '../domain/audit-event';
import type { Job } from '../domain/job';
import type { AuditTrail, Mutation } from '../ports/audit-trail';
import type { BiometricStore } from '../ports/biometric-store';
import type { DisclosureStore } from '../ports/disclosure-store';
import type { EmergencyGrants } from '../ports/emergency-grants';
import { ContentionError, StoredRecordError } from '../ports/errors';
import type { PatientStore } from '../ports/patient-store';
import type { EnvelopeDependencies } from './encrypt-value';
import type { IndexKeyring } from './index-keyring';
import { jobEvent, type JobEventSources } from './job-event';

export interface ReencryptDependencies extends EnvelopeDependencies, JobEventSources {
  readonly audit: AuditTrail;
  readonly patients: PatientStore;
  readonly biometrics: BiometricStore;
  readonly disclosures: DisclosureStore;
  readonly grants: Pick<EmergencyGrants, 'find' | 'page' | 'replacement'>;
  readonly indexKeyring: IndexKeyring;
  /** Told of each record that does not open, for metrics. */
  readonly recordFailed: () => void;
}

/** What became of a record: sealed anew, left as it was because it is as it should be, or impossible to open. */
export type RecordOutcome = 'rewritten' | 'kept' | 'failed';

/** The outcomes of a page. */
export interface Tally {
  readonly done: number;
  readonly rewritten: number;
  readonly failed: number;
}

/** Which record it is, for its events. */
export type RecordFacts = Pick<AuditEvent, 'resource_type' | 'resource_id'> &
  Partial<Pick<AuditEvent, 'patient_id' | 'resource_version' | 'phi_fields_accessed'>>;

/** A record sealed anew, to be put in the old one's place. */
interface Resealed {
  readonly mutation: Mutation;
  readonly key_version: number;
}

export interface RecordWork<T> {
  readonly record: T;
  readonly facts: RecordFacts;
  /** The same record as it is now. */
  readonly again: () => Promise<T | undefined>;
  /** Opens the record and seals it anew; nothing where it is as it should be. @throws StoredRecordError */
  readonly reseal: (record: T) => Promise<Resealed | undefined>;
}

/** Rounds against clients who change the record meanwhile. What they write is sealed anew by that. */
const ROUNDS = 3;

const OPERATION = 'reencryptRecord';

/** Records that a record does not open: the job goes on, and an alarm follows. */
export const recordFailure = async (deps: ReencryptDependencies, job: Job, facts: RecordFacts): Promise<'failed'> => {
  const failure = { outcome: 'failure', status_code: 500, reason_code: 'record-integrity-failure' } as const;
  await deps.audit.record([jobEvent(deps, job, { operation: OPERATION, ...facts, ...failure })]);
  deps.recordFailed();
  return 'failed';
};

const attempt = async <T>(
  deps: ReencryptDependencies,
  job: Job,
  { facts, reseal }: RecordWork<T>,
  record: T,
): Promise<'rewritten' | 'kept' | 'conflict'> => {
  const resealed = await reseal(record);
  if (resealed === undefined) return 'kept';
  const event = jobEvent(deps, job, { operation: OPERATION, ...facts, key_version: resealed.key_version });
  try {
    const outcome = await deps.audit.commit([resealed.mutation], [event], undefined);
    return outcome === 'conflict' ? 'conflict' : 'rewritten';
  } catch (error) {
    if (error instanceof ContentionError) return 'conflict';
    throw error;
  }
};

/**
 * Seals one record anew, with its event in the same transaction. Where a client's change comes between, it wins, and the
 * record is looked at again.
 * @throws DependencyUnavailableError
 */
export const reencryptRecord = async <T>(
  deps: ReencryptDependencies,
  job: Job,
  work: RecordWork<T>,
): Promise<RecordOutcome> => {
  let record: T | undefined = work.record;
  try {
    for (let round = 0; round < ROUNDS && record !== undefined; round += 1) {
      const outcome = await attempt(deps, job, work, record);
      if (outcome !== 'conflict') return outcome;
      record = await work.again();
    }
  } catch (error) {
    if (error instanceof StoredRecordError) return recordFailure(deps, job, work.facts);
    throw error;
  }
  if (record === undefined) return 'kept';
  throw new ContentionError('audit');
};

/** Counts outcomes. */
export const tallyOf = (outcomes: readonly RecordOutcome[]): Tally => ({
  done: outcomes.length,
  rewritten: outcomes.filter((outcome) => outcome === 'rewritten').length,
  failed: outcomes.filter((outcome) => outcome === 'failed').length,
});
