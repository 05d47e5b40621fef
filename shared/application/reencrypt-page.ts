import { indexEntriesOf } from '../crypto/blind-index';
import { openDisclosure, resealDisclosure, type SealedDisclosure } from '../crypto/disclosure-envelope';
import { parseHeader } from '../crypto/record-envelope';
import { BIOMETRIC_TYPES } from '../domain/biometric-types';
import { formatPosition, parsePosition } from '../domain/biometric-reading';
import { JOB_PHASES, type Job, type JobPhase, type JobPosition } from '../domain/job';
import type { StoredReading } from '../ports/biometric-store';
import { StoredRecordError } from '../ports/errors';
import type { StoredPatient } from '../ports/patient-store';
import { accessedFields, openReadingFields, sealReading } from './biometric-record';
import { openPatient, sealPatient } from './patient-record';
import { grantWork } from './reencrypt-grant';
import {
  recordFailure,
  type RecordOutcome,
  reencryptRecord,
  type ReencryptDependencies,
  type Tally,
  tallyOf,
} from './reencrypt-record';
import type { SealingAgreement, SealingGrant } from './tenant-keyring';

/** Records that one page rewrites at most. */
const PAGE_RECORDS = 20;
/** Patients whose readings one page looks at: 7 reads each. */
const PAGE_SERIES = 5;

/** What one page did, and where the next one begins; without a position, the pass is at its end. */
export interface PageResult extends Tally {
  readonly position?: Pick<JobPosition, 'phase' | 'after' | 'within'>;
}

type Page = { readonly outcomes: readonly RecordOutcome[] } & Pick<JobPosition, 'after' | 'within'>;

const isUnder = ({ header }: { readonly header: Uint8Array }, { keyId }: SealingGrant): boolean =>
  parseHeader(header)?.keyId === keyId;

const sameEntries = (one: readonly string[], other: readonly string[]): boolean =>
  [...one].sort().join() === [...other].sort().join();

/** The newest key, and the agreement under which the page seals with it. */
type PageKey = SealingGrant & { readonly agreement: SealingAgreement };

const eachOf = async <T>(records: readonly T[], work: (record: T) => Promise<RecordOutcome>) => {
  const outcomes: RecordOutcome[] = [];
  for (const record of records) outcomes.push(await work(record));
  return outcomes;
};

const patientWork = (deps: ReencryptDependencies, newest: PageKey, record: StoredPatient) => ({
  record,
  facts: {
    resource_type: 'patient',
    resource_id: record.id,
    patient_id: record.id,
    resource_version: record.version,
    phi_fields_accessed: [...record.sealed.fields.keys()],
  },
  again: () => deps.patients.find(record.covered_entity_id, record.id),
  reseal: async (patient: StoredPatient) => {
    const [{ fields }, indexKey] = await Promise.all([
      openPatient(deps, patient),
      deps.indexKeyring.provide(patient.covered_entity_id),
    ]);
    const index = indexEntriesOf(fields, indexKey);
    if (isUnder(patient.sealed, newest) && sameEntries(index, patient.index)) return undefined;
    const after = await sealPatient(deps, newest.agreement, patient, { fields, index });
    return { mutation: deps.patients.replacement(patient, after.patient), key_version: after.key_version };
  },
});

const patientsPage = async (deps: ReencryptDependencies, job: Job, newest: PageKey): Promise<Page> => {
  const { covered_entity_id: entity, position } = job;
  const { patients, unreadable, next } = await deps.patients.page(entity, position.after, PAGE_RECORDS);
  const outcomes = await eachOf(patients, (patient) => reencryptRecord(deps, job, patientWork(deps, newest, patient)));
  const failed = await eachOf(unreadable, (id) =>
    recordFailure(deps, job, { resource_type: 'patient', resource_id: id, patient_id: id }),
  );
  return { outcomes: [...outcomes, ...failed], after: next };
};

const readingWork = (deps: ReencryptDependencies, newest: PageKey, record: StoredReading) => ({
  record,
  facts: {
    resource_type: 'biometric',
    resource_id: record.id,
    patient_id: record.patient_id,
    phi_fields_accessed: accessedFields([record]),
  },
  again: () => deps.biometrics.find(record),
  reseal: async (reading: StoredReading) => {
    if (isUnder(reading.sealed, newest)) return undefined;
    const { fields } = await openReadingFields(deps, reading);
    const after = await sealReading(deps, newest.agreement, reading, fields);
    return { mutation: deps.biometrics.replacement(reading, after.reading), key_version: after.key_version };
  },
});

/** A page of one patient's readings, newest first; a series with an item that cannot be read counts as one failure. */
const seriesPage = async (
  deps: ReencryptDependencies,
  job: Job,
  newest: PageKey,
  { patient_id, before }: { readonly patient_id: string; readonly before?: string },
): Promise<Page> => {
  const { covered_entity_id } = job;
  const of = { covered_entity_id, patient_id, data_types: BIOMETRIC_TYPES, limit: PAGE_RECORDS };
  try {
    const position = before === undefined ? undefined : parsePosition(before);
    const { readings, next } = await deps.biometrics.page({ ...of, before: position });
    const outcomes = await eachOf(readings, (reading) =>
      reencryptRecord(deps, job, readingWork(deps, newest, reading)),
    );
    return { outcomes, within: next && { patient_id, before: formatPosition(next) } };
  } catch (error) {
    if (!(error instanceof StoredRecordError)) throw error;
    return {
      outcomes: [await recordFailure(deps, job, { resource_type: 'biometric', resource_id: patient_id, patient_id })],
    };
  }
};

const readingsPage = async (deps: ReencryptDependencies, job: Job, newest: PageKey): Promise<Page> => {
  const { covered_entity_id: entity, position } = job;
  if (position.within !== undefined) {
    const { outcomes, within } = await seriesPage(deps, job, newest, position.within);
    return { outcomes, within, after: within === undefined ? position.within.patient_id : position.after };
  }
  const { patients, unreadable, next } = await deps.patients.page(entity, position.after, PAGE_SERIES);
  const ids = [...patients.map(({ id }) => id), ...unreadable].sort();
  const outcomes: RecordOutcome[] = [];
  let after = position.after;
  for (const patient_id of ids) {
    const series = await seriesPage(deps, job, newest, { patient_id });
    outcomes.push(...series.outcomes);
    if (series.within !== undefined) return { outcomes, within: series.within, after };
    after = patient_id;
    if (outcomes.length >= PAGE_RECORDS) return { outcomes, after };
  }
  return { outcomes, after: next };
};

const disclosureWork = (deps: ReencryptDependencies, newest: PageKey, record: SealedDisclosure) => ({
  record,
  facts: {
    resource_type: 'disclosure',
    resource_id: record.facts.id,
    patient_id: record.facts.patient_id,
    resource_version: record.facts.version,
  },
  again: () => deps.disclosures.find(record.facts.covered_entity_id, record.facts.id),
  reseal: async (disclosure: SealedDisclosure) => {
    if (isUnder(disclosure.sealed, newest)) return undefined;
    const { keyring, region, randomness } = deps;
    const { facts, sealed } = disclosure;
    const header = parseHeader(sealed.header);
    const opening = header && (await keyring.openingKey(facts.covered_entity_id, header.keyId, header.salt));
    const fields = opening && openDisclosure(disclosure, region, opening.derived);
    if (fields === undefined) throw new StoredRecordError('disclosure');
    const { version, ...key } = await keyring.sealingKey(newest.agreement, fields.size);
    const after = resealDisclosure(facts, fields, { region, key, bytes: (size) => randomness.bytes(size) });
    return { mutation: deps.disclosures.replacement(disclosure, after), key_version: version };
  },
});

const disclosuresPage = async (deps: ReencryptDependencies, job: Job, newest: PageKey): Promise<Page> => {
  const { covered_entity_id: entity, position } = job;
  const { records, unreadable, next } = await deps.disclosures.page(entity, position.after, PAGE_RECORDS);
  const outcomes = await eachOf(records, (record) => reencryptRecord(deps, job, disclosureWork(deps, newest, record)));
  const failed = await eachOf(unreadable, (id) =>
    recordFailure(deps, job, { resource_type: 'disclosure', resource_id: id }),
  );
  return { outcomes: [...outcomes, ...failed], after: next };
};

/** A page of grants, newest first; one with an item that cannot be read counts as one failure, and is the last. */
const grantsPage = async (deps: ReencryptDependencies, job: Job, newest: PageKey): Promise<Page> => {
  const { covered_entity_id: entity, position } = job;
  try {
    const { grants, next } = await deps.grants.page(entity, position.after, PAGE_RECORDS);
    const outcomes = await eachOf(grants, (grant) => reencryptRecord(deps, job, grantWork(deps, newest, grant)));
    return { outcomes, after: next };
  } catch (error) {
    if (!(error instanceof StoredRecordError)) throw error;
    const facts = { resource_type: 'emergency_grant', resource_id: undefined } as const;
    return { outcomes: [await recordFailure(deps, job, facts)] };
  }
};

const PAGES: Readonly<Record<JobPhase, typeof patientsPage>> = {
  patients: patientsPage,
  biometrics: readingsPage,
  disclosures: disclosuresPage,
  emergency_grants: grantsPage,
};

/**
 * One page of a re-encryption: at most 20 records (of vital signs 40), sealed anew under the newest version of the key,
 * each with its event. Nothing is written of a record that is as it should be, so a page may be done twice.
 * @throws DependencyUnavailableError when the page must be done again
 */
export const reencryptPage = async (deps: ReencryptDependencies, job: Job, newest: PageKey): Promise<PageResult> => {
  const { phase } = job.position;
  const { outcomes, after, within } = await PAGES[phase](deps, job, newest);
  const tally = tallyOf(outcomes);
  if (after !== undefined || within !== undefined) return { ...tally, position: { phase, after, within } };
  const following = JOB_PHASES[JOB_PHASES.indexOf(phase) + 1];
  return following === undefined ? tally : { ...tally, position: { phase: following } };
};
