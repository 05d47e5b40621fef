import type { KeyObject } from 'node:crypto';
import { criteriaMac, entryOfCriterion, meetsAll } from '../crypto/blind-index';
import { openSearchCursor, sealSearchCursor } from '../crypto/search-cursor';
import { NONCE_BYTES } from '../crypto/aead';
import type { Actor } from '../domain/actor';
import { patientSummary, type PatientSummary } from '../domain/patient';
import {
  EMERGENCY_LIMIT,
  searchCriteria,
  type SearchCriterion,
  searchScope,
  type SearchScope,
  type SearchWords,
} from '../domain/patient-search';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import { candidatesOf, type PatientIds } from '../domain/search-candidates';
import type { Audited } from '../ports/audit-trail';
import type { EmergencySuspensions } from '../ports/emergency-suspensions';
import type { StoredPatient } from '../ports/patient-store';
import { auditEvents, type EventFacts, type PhiCall } from './call';
import type { EnvelopeDependencies } from './encrypt-value';
import type { IndexKeyring } from './index-keyring';
import { openPatient } from './patient-record';
import type { PatientReaders } from './show-patient';
import { DEFAULT_LIMIT } from './list-page';

/** Ids that the index and the care team give to one call at most, shared out among the lists that are read. */
const MAX_IDS = 900;
/** Records that one call reads and opens at most; with the ids, 1,000 items. */
const MAX_CANDIDATES = 100;

export interface SearchPatientsDependencies extends EnvelopeDependencies, PatientReaders {
  readonly indexKeyring: IndexKeyring;
  readonly suspensions: Pick<EmergencySuspensions, 'isSuspended'>;
  /** Told of each emergency search that was answered, for metrics. */
  readonly emergencySearched: () => void;
}

export type SearchQuestion = SearchWords & {
  readonly limit?: number;
  readonly cursor?: string;
};

/** What is known of a search before any record is read: ids alone. */
export interface FoundCandidates extends PatientIds {
  readonly scope: SearchScope;
  readonly criteria: readonly SearchCriterion[];
  readonly limit: number;
  /** Makes the cursor of what comes after a patient. */
  readonly cursorAfter: (position: string) => string;
}

export interface PatientSearchBody {
  readonly items: readonly (PatientSummary | Pick<PatientSummary, 'id'>)[];
  readonly next_cursor?: string;
}

type CandidateReaders = PatientReaders &
  Pick<SearchPatientsDependencies, 'indexKeyring' | 'suspensions' | 'randomness'>;
type Refused = Refusal<'role-required' | 'break-glass-suspended' | 'invalid-cursor'>;

/** An emergency is for one patient: its page is not made smaller either, for the next one would go beyond the limit. */
const limitOf = ({ limit = DEFAULT_LIMIT }: SearchQuestion, { kind }: SearchScope): number =>
  kind === 'emergency' ? EMERGENCY_LIMIT : limit;

/** Whose search this is and what it asks: a cursor serves the same once more, and nothing else. */
const bindingOf = (
  tree: string,
  actor: Actor,
  scope: SearchScope,
  key: KeyObject,
  criteria: readonly SearchCriterion[],
) => [tree, scope.kind, scope.kind === 'entity' ? '' : actor.user_id, criteriaMac(key, criteria)];

/** Reads the lists of all criteria and of the care team side by side. */
const readLists = async (
  { patients, careTeams }: PatientReaders,
  tree: string,
  scope: SearchScope,
  entries: readonly string[],
  after: string | undefined,
): Promise<PatientIds> => {
  const share = Math.floor(MAX_IDS / (entries.length + (scope.kind === 'care-team' ? 1 : 0)));
  const [team, ...lists] = await Promise.all([
    scope.kind === 'care-team' ? careTeams.patientsOf(tree, scope.user_id, after, share) : undefined,
    ...entries.map((entry) => patients.indexed(tree, entry, after, share)),
  ]);
  return candidatesOf(lists, team);
};

const lookUp = async (
  deps: CandidateReaders,
  tree: string,
  actor: Actor,
  scope: SearchScope,
  question: SearchQuestion,
): Promise<FoundCandidates | Refused> => {
  const criteria = searchCriteria(question);
  const limit = limitOf(question, scope);
  const { cursor } = question;
  const key = await deps.indexKeyring.find(tree);
  if (key === undefined) {
    // Nothing was ever indexed, so nobody is found and no cursor was ever given out.
    const nobody = { scope, criteria, limit, patient_ids: [], cursorAfter: () => '' };
    return cursor === undefined ? nobody : refuse('invalid-cursor');
  }
  const binding = bindingOf(tree, actor, scope, key, criteria);
  const after = cursor === undefined ? undefined : openSearchCursor(key, binding, cursor);
  if (cursor !== undefined && after === undefined) return refuse('invalid-cursor');
  const entries = criteria.map((criterion) => entryOfCriterion(key, criterion));
  const found = await readLists(deps, tree, scope, entries, after);
  const cursorAfter = (position: string) =>
    sealSearchCursor(key, binding, position, deps.randomness.bytes(NONCE_BYTES));
  return { ...found, scope, criteria, limit, cursorAfter };
};

/**
 * Finds who may be meant, by the blind index and the care team alone: no record is read, nothing is opened. Whose emergency
 * access is suspended has no emergency search.
 * @throws DependencyUnavailableError
 */
export const findCandidates = async (
  deps: CandidateReaders,
  tree: string,
  actor: Actor,
  question: SearchQuestion,
): Promise<FoundCandidates | Refused> => {
  const scope = searchScope(actor, question.emergency ?? false);
  if (isRefusal(scope)) return scope;
  const [suspended, found] = await Promise.all([
    scope.kind === 'emergency' && deps.suspensions.isSuspended(tree, actor.user_id),
    lookUp(deps, tree, actor, scope, question),
  ]);
  return suspended ? refuse('break-glass-suspended') : found;
};

interface Match {
  readonly patient: StoredPatient;
  readonly key_version: number;
}

/** Opens of a candidate the fields that the criteria name, and says whether they meet them. */
const matchOf = async (
  deps: SearchPatientsDependencies,
  patient: StoredPatient,
  criteria: readonly SearchCriterion[],
): Promise<Match | undefined> => {
  const names = criteria.map(({ field }) => field);
  if (!names.every((name) => patient.sealed.fields.has(name))) return undefined;
  const { fields, key_version } = await openPatient(deps, patient, names);
  return meetsAll(fields, criteria) ? { patient, key_version } : undefined;
};

/** The patients of a page, and up to whom the search has come; without `reached` it has come to its end. */
const recheck = async (
  deps: SearchPatientsDependencies,
  tree: string,
  { patient_ids, next, criteria, limit }: FoundCandidates,
): Promise<{ readonly matches: readonly Match[]; readonly reached?: string }> => {
  const ids = patient_ids.slice(0, MAX_CANDIDATES);
  const records = ids.length === 0 ? [] : await deps.patients.findAll(tree, ids);
  const byId = new Map(records.map((patient) => [patient.id, patient]));
  const matches: Match[] = [];
  for (const [at, id] of ids.entries()) {
    const patient = byId.get(id);
    const match = patient && (await matchOf(deps, patient, criteria));
    if (match !== undefined) matches.push(match);
    if (matches.length === limit && at + 1 < patient_ids.length) return { matches, reached: id };
  }
  const reached = ids.length < patient_ids.length ? ids.at(-1) : next;
  return reached === undefined ? { matches } : { matches, reached };
};

/** One event for each patient who was found, or one that says that nobody was; the words of the search are in none. */
const factsOf = ({ scope, criteria }: FoundCandidates, matches: readonly Match[]): readonly EventFacts[] => {
  const facts = {
    outcome: 'success',
    status_code: 200,
    phi_fields_accessed: criteria.map(({ field }) => field),
    ...(scope.kind === 'emergency' ? { reason_code: 'emergency-search' } : {}),
  } as const;
  if (matches.length === 0) return [facts];
  return matches.map(({ patient, key_version }) => ({ ...facts, patient_id: patient.id, key_version }));
};

/**
 * Answers with the public view of the patients who meet all criteria (45 CFR 164.502(b), 164.312(b)). Candidates are
 * opened, by the fields of the criteria alone, until the page is full; nothing that was opened leaves, and that a patient
 * was found is told only once the event about it is durable.
 * @throws StoredRecordError
 * @throws DependencyUnavailableError
 */
export const searchPatients = async (
  deps: SearchPatientsDependencies,
  call: PhiCall,
  found: FoundCandidates | Refused,
): Promise<Audited<PatientSearchBody> | Refused> => {
  if (isRefusal(found)) return found;
  const { matches, reached } = await recheck(deps, call.tree, found);
  const isEmergency = found.scope.kind === 'emergency';
  // An emergency search that has found as many as it may is over: it is for one patient, not for a list.
  const goesOn = reached !== undefined && !(isEmergency && matches.length >= EMERGENCY_LIMIT);
  const body: PatientSearchBody = {
    items: matches.map(({ patient }) => (isEmergency ? { id: patient.id } : patientSummary(patient))),
    ...(goesOn ? { next_cursor: found.cursorAfter(reached) } : {}),
  };
  const audited = await deps.audit.answer(auditEvents(call, factsOf(found, matches), deps), body, call.check);
  if (isEmergency) deps.emergencySearched();
  return audited;
};
