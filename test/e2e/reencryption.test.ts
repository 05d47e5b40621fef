import { JobView } from '../../shared/api/schemas/job';
import { problemCode } from '../support/api-problem';
import { jobOf, type JobShown, jobUntil, keyIdsOf, startReencryption } from '../support/background-job';
import { DemoClinic, member } from '../support/demo-clinic';
import { syntheticPatient } from '../support/synthetic-patient';

const MINUTE = 60_000;
const PATIENTS = 30;
const TREATMENT = { 'X-Purpose-Of-Use': 'treatment' };

let clinic: DemoClinic;
let offset = 0;
const ids: string[] = [];

const move = async (minutes: number): Promise<void> => {
  offset += minutes * MINUTE;
  await clinic.stack.clock.set(offset);
};
/** A new version of the key. @returns its id */
const rotate = async (): Promise<string> => member(await clinic.call('admin', 'POST', '/hipaa/keys/rotate'), 'key_id');
const view = async (id: string): Promise<unknown> =>
  (await clinic.call('admin', 'GET', `/patients/${id}`, { headers: TREATMENT })).json;
const ended = ({ state }: JobShown): boolean => state === 'succeeded' || state === 'failed';
/** Past the time in which something may still be sealed under the version before; signed in, as tokens age. */
const settle = async (id: string): Promise<JobShown> => {
  await jobUntil(clinic, id, (job) => ended(job) || job.due_at !== undefined);
  await move(7);
  await clinic.signInAgain();
  return jobUntil(clinic, id, ended);
};

beforeAll(async () => {
  clinic = await DemoClinic.open();
  for (let made = 0; made < PATIENTS; made += 1) {
    ids.push(await clinic.patient('admin', { ...syntheticPatient(), mrn: `MRN-${made}` }));
  }
  const json = { data_type: 'heart_rate', value: 61, unit: '/min', timestamp: '2026-03-04T05:06:07Z' };
  const filed = await clinic.call('admin', 'POST', `/patients/${ids[0] ?? ''}/biometrics`, { json });
  expect(filed.status).toBe(403);
  const own = await clinic.patient('clinician');
  ids.push(own);
  for (const value of [61, 62, 63]) {
    const reading = { ...json, value, timestamp: `2026-03-04T05:06:${value - 30}Z` };
    const { status } = await clinic.call('clinician', 'POST', `/patients/${own}/biometrics`, { json: reading });
    expect(status).toBe(201);
  }
});
afterEach(() => clinic.stack.faults.clear());
afterAll(() => clinic.close());

describe('164.312(a)(2)(iv) POST /hipaa/keys/reencrypt', () => {
  it('seals every stored record under the newest version; patients read back equal, and search finds them', async () => {
    const before = await Promise.all(ids.map(view));
    const newest = await rotate();
    const started = await startReencryption(clinic);
    const job = await settle(started.id);
    expect(job).toMatchObject({ state: 'succeeded', progress: { pass: 2, failed: 0 } });
    expect(await keyIdsOf(clinic, 'patients')).toEqual([newest]);
    expect(await keyIdsOf(clinic, 'biometrics')).toEqual([newest]);
    expect(await Promise.all(ids.map(view))).toEqual(before);
    const found = await clinic.call('admin', 'POST', '/patients/search', {
      json: { mrn: 'MRN-17' },
      headers: TREATMENT,
    });
    expect(found.json).toMatchObject({ items: [{ id: ids[17] }] });
  });
});
