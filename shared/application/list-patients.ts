import { formatCursor, parseCursor } from '../crypto/cursor';
import type { PatientSummary } from '../domain/patient';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import type { CursorKeySource } from '../ports/cursor-key-source';
import type { SummaryPage } from '../ports/patient-store';
import { auditEvent, type Call, type EventSources } from './call';
import type { PatientReaders } from './show-patient';

export interface ListPatientsDependencies extends EventSources, PatientReaders {
  readonly audit: AuditTrail;
  readonly cursors: CursorKeySource;
}

export interface PatientsQuestion {
  readonly tree: string;
  /** Only those on whose care team this user is. */
  readonly of_user?: string;
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface PatientPageBody {
  readonly items: readonly PatientSummary[];
  readonly next_cursor?: string;
}

const LIST = 'patients';

const pageOfTeam = async (
  { patients, careTeams }: PatientReaders,
  { tree, of_user = '', limit }: PatientsQuestion,
  after: string | undefined,
): Promise<SummaryPage> => {
  const { patient_ids, next } = await careTeams.patientsOf(tree, of_user, after, limit);
  return { patients: await patients.summariesOf(tree, patient_ids), ...(next === undefined ? {} : { next }) };
};

/** Reads a page of public views: nothing is decrypted. @throws DependencyUnavailableError */
export const readPatients = async (
  deps: Pick<ListPatientsDependencies, 'patients' | 'careTeams' | 'cursors'>,
  question: PatientsQuestion,
): Promise<PatientPageBody | Refusal<'invalid-cursor'>> => {
  const { tree, of_user, limit, cursor } = question;
  const key = await deps.cursors.cursorKey();
  const binding = [LIST, tree, ...(of_user === undefined ? [] : [of_user])];
  const after = cursor === undefined ? undefined : parseCursor(key, binding, cursor);
  if (cursor !== undefined && after === undefined) return refuse('invalid-cursor');
  const { patients, next } =
    of_user === undefined ? await deps.patients.summaries(tree, after, limit) : await pageOfTeam(deps, question, after);
  return { items: patients, ...(next === undefined ? {} : { next_cursor: formatCursor(key, binding, next) }) };
};

/** Answers with a page, which is an event of its own. @throws DependencyUnavailableError */
export const answerPatients = async (
  deps: Pick<ListPatientsDependencies, 'audit'> & EventSources,
  call: Call,
  page: PatientPageBody | Refusal<'invalid-cursor'>,
): Promise<Audited<PatientPageBody> | Refusal<'invalid-cursor'>> =>
  isRefusal(page)
    ? page
    : deps.audit.answer([auditEvent(call, { outcome: 'success', status_code: 200 }, deps)], page, call.check);
