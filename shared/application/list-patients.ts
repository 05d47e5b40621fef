import type { PatientSummary } from '../domain/patient';
import { isRefusal, type Refusal } from '../domain/result';
import type { AuditTrail } from '../ports/audit-trail';
import type { CursorKeySource } from '../ports/cursor-key-source';
import type { SummaryPage } from '../ports/patient-store';
import type { EventSources } from './call';
import type { PatientReaders } from './show-patient';
import { openList, type PageBody } from './list-page';

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
): Promise<PageBody<PatientSummary> | Refusal<'invalid-cursor'>> => {
  const { tree, of_user, limit, cursor } = question;
  const list = await openList(deps.cursors, [LIST, tree, ...(of_user === undefined ? [] : [of_user])], cursor);
  if (isRefusal(list)) return list;
  const { patients, next } =
    of_user === undefined
      ? await deps.patients.summaries(tree, list.position, limit)
      : await pageOfTeam(deps, question, list.position);
  return { items: patients, ...list.next(next) };
};
