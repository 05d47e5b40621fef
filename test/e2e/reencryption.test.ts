import { setTimeout as sleep } from 'node:timers/promises';
import { JobView } from '../../shared/api/schemas/job';
import { problemCode } from '../support/api-problem';
import { jobOf, type JobShown, jobUntil, keyIdsOf, startReencryption } from '../support/background-job';
import { DemoClinic, member } from '../support/demo-clinic';
import { disclosureOf, entryOf } from '../support/manual-entries';
import { syntheticPatient } from '../support/synthetic-patient';

const MINUTE = 60_000;
const PATIENTS = 22;
const TREATMENT = { 'X-Purpose-Of-Use': 'treatment' };

/** Six walks over thirty records, each record a transaction; the stack is killed once. */
jest.setTimeout(MINUTE);

let clinic: DemoClinic;
let offset = 0;
const ids: string[] = [];
const grants: string[] = [];

const move = async (minutes: number): Promise<void> => {
  offset += minutes * MINUTE;
  await clinic.stack.clock.set(offset);
};
/** A new version of the key. @returns its id */
const rotate = async (): Promise<string> => member(await clinic.call('admin', 'POST', '/hipaa/keys/rotate'), 'key_id');
const view = async (id: string): Promise<unknown> =>
  (await clinic.call('admin', 'GET', `/patients/${id}`, { headers: TREATMENT })).json;
/** What was written about a grant. */
const grantView = async (id: string): Promise<unknown> =>
  (await clinic.call('admin', 'GET', `/emergency-access/grants/${id}`, { headers: TREATMENT })).json;
const ended = ({ state }: JobShown): boolean => state === 'succeeded' || state === 'failed';
/** Past the time in which something may still be sealed under the version before; signed in, as tokens age. */
const settle = async (id: string): Promise<JobShown> => {
  await jobUntil(clinic, id, (job) => ended(job) || job.due_at !== undefined);
  await move(7);
  await clinic.signInAgain();
  return jobUntil(clinic, id, ended);
};

/** Waits until the worker has failed. */
const failedWorker = async (): Promise<void> => {
  const failures = () => clinic.stack.logLines().filter(({ operation }) => operation === 'runJob').length;
  const before = failures();
  for (let poll = 0; poll < 400 && failures() === before; poll += 1) await sleep(25);
};

beforeAll(async () => {
  clinic = await DemoClinic.open();
  const made = Array.from({ length: PATIENTS }, (_, at) =>
    clinic.patient('admin', { ...syntheticPatient(), mrn: `MRN-${at}` }),
  );
  ids.push(...(await Promise.all(made)));
  for (const second of [10, 11, 12]) {
    const json = { data_type: 'heart_rate', value: 61, unit: '/min', timestamp: `2026-03-04T05:06:${second}Z` };
    expect((await clinic.call('admin', 'POST', `/patients/${ids[0] ?? ''}/biometrics`, { json })).status).toBe(201);
  }
  const entry = entryOf({ patient_id: ids[0], disclosure: disclosureOf() });
  expect((await clinic.call('admin', 'POST', '/hipaa/audit-logs', { json: entry })).status).toBe(201);
  for (const patient of ids.slice(0, 2)) {
    const json = { reason: 'other', justification: `Why, of ${patient}.` };
    const given = await clinic.call('clinician', 'POST', `/emergency-access/${patient}`, { json });
    grants.push(member(given, 'grant_id'));
  }
  const review = { verdict: 'justified', note: 'What the reviewer found.' };
  const path = `/emergency-access/grants/${grants[0] ?? ''}/review`;
  expect((await clinic.call('admin', 'POST', path, { json: review })).status).toBe(200);
});
afterEach(() => clinic.stack.faults.clear());
afterAll(() => clinic.close());

describe('164.312(a)(2)(iv) POST /hipaa/keys/reencrypt', () => {
  it('seals every stored record under the newest version; patients read back equal, and search finds them', async () => {
    const before = await Promise.all(ids.map(view));
    const written = await Promise.all(grants.map(grantView));
    expect(written[0]).toMatchObject({ note: 'What the reviewer found.', justification: `Why, of ${ids[0] ?? ''}.` });
    const newest = await rotate();
    const started = await startReencryption(clinic);
    const job = await settle(started.id);
    expect(job).toMatchObject({ state: 'succeeded', progress: { pass: 2, failed: 0 } });
    expect(await keyIdsOf(clinic, 'patients')).toEqual([newest]);
    expect(await keyIdsOf(clinic, 'biometrics')).toEqual([newest]);
    expect(await keyIdsOf(clinic, 'disclosures')).toEqual([newest]);
    expect(await keyIdsOf(clinic, 'emergency-grants')).toEqual([newest]);
    expect(await Promise.all(ids.map(view))).toEqual(before);
    // A grant may have come to its end meanwhile; what was written about it is the same.
    for (const [at, id] of grants.entries()) {
      const texts = { ...(written[at] as object), status: expect.any(String) as unknown };
      expect(await grantView(id)).toEqual(texts);
    }
    const found = await clinic.call('admin', 'POST', '/patients/search', {
      json: { mrn: 'MRN-17' },
      headers: TREATMENT,
    });
    expect(found.json).toMatchObject({ items: [{ id: ids[17] }] });
  });

  it('is one at a time: a call while it runs answers it; stopped midway and resumed, nothing is missing', async () => {
    const newest = await rotate();
    const before = (await clinic.itemsOf('patients')).length;
    const first = await startReencryption(clinic);
    expect((await startReencryption(clinic)).id).toBe(first.id);
    const stop = await clinic.call('admin', 'DELETE', `/jobs/${first.id}`);
    expect([stop.status, JobView.parse(stop.json).state]).toEqual([200, 'stopped']);
    const again = await clinic.call('admin', 'DELETE', `/jobs/${first.id}`);
    expect([again.status, again.json]).toEqual([200, stop.json]);
    expect(await jobOf(clinic, first.id)).toEqual(stop.json);
    const resumed = await startReencryption(clinic);
    expect(resumed).toMatchObject({ id: first.id, state: 'queued' });
    const job = await settle(first.id);
    expect(job.state).toBe('succeeded');
    expect(await keyIdsOf(clinic, 'patients')).toEqual([newest]);
    expect((await clinic.itemsOf('patients')).length).toBe(before);
    expect(job.progress.done).toBe(PATIENTS + 3 + 1 + 2);
  });

  it('a client’s change during the job wins', async () => {
    const newest = await rotate();
    const { id } = await startReencryption(clinic);
    const patches = await Promise.all(
      ids.map((patient) =>
        clinic.call('admin', 'PATCH', `/patients/${patient}`, {
          json: { phone: '555 0111' },
          headers: { 'If-Match': '"1"' },
        }),
      ),
    );
    // A page may have sealed the record anew between the read and the write of a patch: the client reads again.
    expect(patches.filter(({ status }) => ![200, 412, 503].includes(status))).toEqual([]);
    expect((await settle(id)).state).toBe('succeeded');
    expect(await keyIdsOf(clinic, 'patients')).toEqual([newest]);
    for (const [at, patient] of ids.entries()) {
      const shown = await view(patient);
      if (patches[at]?.status === 200) expect(shown).toMatchObject({ phone: '555 0111' });
    }
  });

  it('goes on after the patients table was throttled', async () => {
    const newest = await rotate();
    const throttled = {
      service: 'dynamodb',
      operation: 'Query',
      table: 'patients',
      error: 'ThrottlingException',
    } as const;
    await clinic.stack.faults.add({ ...throttled, count: 0 });
    const { id } = await startReencryption(clinic);
    await failedWorker();
    expect((await jobOf(clinic, id)).state).toBe('queued');
    await clinic.stack.faults.clear();
    await move(3);
    await jobUntil(clinic, id, ({ progress }) => progress.done > 0);
    expect((await settle(id)).state).toBe('succeeded');
    expect(await keyIdsOf(clinic, 'patients')).toEqual([newest]);
  });

  it(
    'completes after the stack was killed midway',
    async () => {
      const newest = await rotate();
      const { id } = await startReencryption(clinic);
      await clinic.stack.kill();
      await clinic.stack.restart();
      await move(3);
      await clinic.reopen();
      expect((await settle(id)).state).toBe('succeeded');
      expect(await keyIdsOf(clinic, 'patients')).toEqual([newest]);
    },
    MINUTE,
  );

  it('fails, with a count and an alarm, for a record that does not open; the others are done', async () => {
    const newest = await rotate();
    await clinic.tamper(ids[3] ?? '');
    const { id } = await startReencryption(clinic);
    const job = await settle(id);
    expect(job).toMatchObject({ state: 'failed', progress: { failed: 1 } });
    expect(await keyIdsOf(clinic, 'patients')).toContain(newest);
    expect(clinic.stack.logText()).toMatch(/JobFailed/);
  });
});

describe('GET and DELETE /jobs/{id}', () => {
  it.each(['GET', 'DELETE'])('%s: 404 for another tenant, and for an auditor who did not start it', async (method) => {
    const { id } = await startReencryption(clinic);
    for (const who of ['otherAdmin', 'auditor'] as const) {
      const response = await clinic.call(who, method, `/jobs/${id}`);
      expect([response.status, problemCode(response)]).toEqual([404, 'not-found']);
    }
    const refused = await clinic.call('clinician', method, `/jobs/${id}`);
    expect([refused.status, problemCode(refused)]).toEqual([403, 'role-required']);
  });
});
