import { routeExamples } from '../../contract/routes/route-examples';
import { baaTerms } from '../../support/stored-baa';
import type { StackResponse } from '../../support/stack-request';
import { member } from '../../support/demo-clinic';
import { syntheticPatient } from '../../support/synthetic-patient';
import { stack, staged } from './attack-stage';

export const ADMIN = 'admin@demo.test';
export const TREATMENT = { 'X-Purpose-Of-Use': 'treatment' };

export interface List {
  readonly name: string;
  /** The list, with what it is asked for beside page size and cursor. */
  readonly path: (patient: string) => string;
  readonly query?: Readonly<Record<string, string>>;
  /** Another question to the same list, whose cursor is another one. */
  readonly other: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Puts on file what a second page needs: called for the first and for the second item. */
  readonly put: (patient: string, time: number) => Promise<unknown>;
}

const post = async (path: string, json?: unknown): Promise<StackResponse> =>
  stack().api('POST', path, { token: await staged().token(ADMIN), json });

const reading = (time: number) => ({
  ...{ data_type: 'heart_rate', value: 61, unit: '/min', timestamp: `2026-03-04T05:0${time}:00Z` },
});

/** Every list that goes on by a cursor. */
export const LISTS: readonly List[] = [
  {
    name: 'listAuditLogs',
    path: () => '/hipaa/audit-logs',
    other: { action: 'READ' },
    put: () => Promise.resolve(),
  },
  { name: 'listPatients', path: () => '/patients', other: { mine: 'true' }, put: () => Promise.resolve() },
  {
    name: 'listBiometrics',
    path: (patient) => `/patients/${patient}/biometrics`,
    other: { data_type: 'heart_rate' },
    put: (patient, time) => post(`/patients/${patient}/biometrics`, reading(time)),
  },
  {
    name: 'listBaas',
    path: () => '/hipaa/baa',
    other: { status: 'active' },
    put: () => post('/hipaa/baa', baaTerms()),
  },
  { name: 'listKeys', path: () => '/hipaa/keys', other: {}, put: () => post('/hipaa/keys/rotate') },
  {
    name: 'searchPatients',
    path: () => '/patients/search',
    other: {},
    body: { last_name: 'Quackenbush' },
    put: () => Promise.resolve(),
  },
  {
    name: 'listEmergencyAccess',
    path: () => '/emergency-access',
    other: { status: 'active' },
    put: () => routeExamples.reviewEmergencyAccess.valid(stack()),
  },
  {
    name: 'listBreachAssessments',
    path: () => '/breach-assessments',
    other: {},
    put: () => routeExamples.decideBreachAssessment.valid(stack()),
  },
];

/** Puts two of everything on file that the lists show. @returns a patient of theirs */
export const fill = async (lists: readonly List[]): Promise<string> => {
  const patient = member(await post('/patients', syntheticPatient()), 'id');
  await post('/patients', syntheticPatient());
  for (const { put } of lists) for (const time of [1, 2]) await put(patient, time);
  return patient;
};

/** Asks for a page of one item, as an admin unless a token says otherwise. */
export const ask = async (
  list: List,
  patient: string,
  extra: Readonly<Record<string, string>>,
  bearer?: string,
): Promise<StackResponse> => {
  const token = bearer ?? (await staged().token(ADMIN));
  if (list.body !== undefined) {
    const json = { ...list.body, limit: 1, ...extra };
    return stack().api('POST', list.path(patient), { token, headers: TREATMENT, json });
  }
  const query = { limit: '1', ...list.query, ...extra };
  return stack().api('GET', list.path(patient), { token, headers: TREATMENT, query });
};
