import { randomUUID } from 'node:crypto';
import { type Row, codeSpans, tablesOf } from '../architecture/support/markdown-table';
import { read } from '../architecture/support/repository';
import { routeEntries } from '../../shared/api/routes/routes';
import { problemCode } from '../support/api-problem';
import { DemoClinic, type Who } from '../support/demo-clinic';
import { sharedStack } from '../support/shared-stack';
import { plantedTexts } from '../support/synthetic-patient';

const COLUMNS: Readonly<Record<string, Who>> = {
  admin: 'admin',
  'clinician on the team': 'clinician',
  'clinician off the team': 'clinician2',
  developer: 'developer',
  auditor: 'auditor',
  'admin elsewhere': 'otherAdmin',
  'clinician elsewhere': 'otherClinician',
};

/** What a call needs besides its path. */
const REQUESTS: Readonly<Record<string, { readonly json?: unknown; readonly headers?: Record<string, string> }>> = {
  'GET /patients/{id}': { headers: { 'X-Purpose-Of-Use': 'treatment' } },
  'GET /patients/{id}/biometrics': { headers: { 'X-Purpose-Of-Use': 'treatment' } },
  'PATCH /patients/{id}': { json: { phone: '+1 555 0100' }, headers: { 'If-Match': '"1"' } },
  'POST /patients/{id}/biometrics': {
    json: { data_type: 'heart_rate', value: 77, unit: '/min', timestamp: '2026-03-04T05:06:07Z' },
  },
};

const [table] = tablesOf(read('docs/roles.md'));
const rows: readonly Row[] = table?.rows ?? [];
const callOf = (row: Row): string => codeSpans(row.Call ?? '')[0] ?? '';
const cells = rows.flatMap((row) =>
  Object.keys(COLUMNS).map((column) => [callOf(row), column, row[column] ?? ''] as const),
);

let clinic: DemoClinic;
beforeAll(async () => {
  clinic = await DemoClinic.open(sharedStack());
});
afterAll(() => clinic.close());

/** A patient of the clinician’s, with a vital sign on record. */
const patientOnFile = async (): Promise<string> => {
  const id = await clinic.patient('clinician');
  const json = { data_type: 'body_weight', value: 71.346, unit: 'kg', timestamp: '2026-03-04T05:06:07Z' };
  expect((await clinic.call('clinician', 'POST', `/patients/${id}/biometrics`, { json })).status).toBe(201);
  return id;
};

/** All pages of a list of patients, as one text. */
const wholeList = async (who: Who): Promise<string> => {
  let text = '';
  let cursor: string | undefined;
  do {
    const query = { limit: '100', ...(cursor === undefined ? {} : { cursor }) };
    const page = await clinic.call(who, 'GET', '/patients', { query });
    text += page.text;
    ({ next_cursor: cursor } = Object(page.json) as { readonly next_cursor?: string });
  } while (cursor !== undefined);
  return text;
};

describe('docs/roles.md: 164.308(a)(4), 164.312(a)(1), what each role sees of a patient', () => {
  it('has a column for each of these people, and a row for each route of a patient', () => {
    expect(table?.columns).toEqual(['Call', 'Shows', ...Object.keys(COLUMNS)]);
    const about = routeEntries.filter(([id, { path }]) => id === 'listPatients' || path.startsWith('/patients/{'));
    expect(rows.map(callOf).sort()).toEqual(about.map(([, { method, path }]) => `${method} ${path}`).sort());
  });

  it.each(cells)('%s by %s: %s', async (call, column, cell) => {
    const who = COLUMNS[column] ?? 'admin';
    const [status = '', ...rest] = cell.split(' ');
    const [said] = codeSpans(rest.join(' '));
    const [method = '', path = ''] = call.split(' ');
    const id = await patientOnFile();
    const target = path.replace('{id}', id).replace('{user_id}', randomUUID());
    const response = await clinic.call(who, method, target, REQUESTS[call]);
    expect([call, column, response.status]).toEqual([call, column, Number(status)]);
    if (call === 'GET /patients' && status === '200') {
      expect((await wholeList(who)).includes(id)).toBe(said !== 'absent');
      return;
    }
    if (said !== undefined) {
      expect(problemCode(response)).toBe(said);
      for (const text of [...plantedTexts(), '71.346']) expect(response.text).not.toContain(text);
    }
    if (call === 'GET /patients') return;
    // A tree other than the patient's records what is asked of it itself; the auditor of this one does not see that.
    if (column.endsWith('elsewhere')) return;
    expect(await clinic.eventsOf(response)).toMatchObject([
      { patient_id: id, outcome: said === undefined ? 'success' : 'denied' },
    ]);
  });

  it('a platform operator who names the entity is treated as its admin, and marked', async () => {
    const id = await patientOnFile();
    const token = await clinic.stack.token('root@platform.test');
    const query = { covered_entity_id: clinic.stack.ready.covered_entities.a };
    const headers = { 'X-Purpose-Of-Use': 'treatment' };
    for (const path of [`/patients/${id}`, `/patients/${id}/biometrics`]) {
      const response = await clinic.stack.api('GET', path, { token, query, headers });
      expect(response.status).toBe(200);
      expect(await clinic.eventsOf(response)).toMatchObject([{ actor_scope: 'platform', patient_id: id }]);
    }
  });
});
