import { randomUUID } from 'node:crypto';
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { EVIDENCE_BUCKET } from '../../infra/local/local-resources';
import { routes } from '../../shared/api/routes/routes';
import { problemCode } from '../support/api-problem';
import { DemoClinic, member } from '../support/demo-clinic';
import type { StackResponse } from '../support/stack-request';
import { syntheticPatient } from '../support/synthetic-patient';

const REQUEST = { reason: 'unconscious_patient', justification: 'Seized on the ward floor beside bed 7742-Q.' };
const EMERGENCY = { 'X-Purpose-Of-Use': 'emergency' };
const TREATMENT = { 'X-Purpose-Of-Use': 'treatment' };
const SIX_MINUTES = 360_000;
/** What a request may take at the most: the function's own time. */
const SECONDS = routes.requestEmergencyAccess.timeoutSeconds;

let clinic: DemoClinic;
let bucket: S3Client;
let offset = 0;

const openBucket = () =>
  new S3Client({
    endpoint: clinic.stack.environment.AWS_ENDPOINT_URL_S3,
    forcePathStyle: true,
    region: clinic.stack.ready.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

beforeAll(async () => {
  clinic = await DemoClinic.open();
  bucket = openBucket();
});
afterEach(() => clinic.stack.faults.clear());
afterAll(async () => {
  bucket.destroy();
  await clinic.close();
});

type Error = 'AccessDeniedException' | 'ThrottlingException' | 'hang' | 'lost_reply' | 'reset';

const breakAudit = (error: Error = 'AccessDeniedException', operation = '*') =>
  clinic.stack.faults.add({ service: 'dynamodb', operation, table: 'audit', error, count: 0 });
const breakBucket = (error = 'AccessDenied', count = 0) =>
  clinic.stack.faults.add({ service: 's3', operation: 'PutObject', error, count });

const breakGlass = (patient: string, headers: Record<string, string> = {}) =>
  clinic.call('clinician2', 'POST', `/emergency-access/${patient}`, { json: REQUEST, headers });
const show = (patient: string, headers = EMERGENCY, who: 'clinician' | 'clinician2' = 'clinician2') =>
  clinic.call(who, 'GET', `/patients/${patient}`, { headers, query: { fields: 'last_name' } });
const readings = (patient: string) =>
  clinic.call('clinician2', 'GET', `/patients/${patient}/biometrics`, { headers: EMERGENCY });
const answer = (response: StackResponse) => [response.status, problemCode(response)];
const UNAVAILABLE = [503, 'service-unavailable'];

/** The ids of the events that the second sink keeps of entity A, each version of an object once. */
const kept = async (): Promise<readonly string[]> => {
  const Prefix = `audit-fallback/${clinic.stack.ready.covered_entities.a}/`;
  const { Versions = [] } = await bucket.send(new ListObjectVersionsCommand({ Bucket: EVIDENCE_BUCKET, Prefix }));
  return Versions.map(({ Key = '' }) => Key.slice(Prefix.length, -'.json'.length));
};
/** The ids that came since. */
const keptSince = async (before: readonly string[]) => (await kept()).filter((id) => !before.includes(id));

const grantsOf = async (patient: string) =>
  (await clinic.itemsOf('emergency-grants')).filter(({ patient_id }) => patient_id?.S === patient);
const idsInTable = async () => (await clinic.itemsOf('audit')).map(({ id }) => id?.S);
const pending = async () =>
  Reflect.get(
    Object((await clinic.call('auditor', 'GET', '/hipaa/audit-logs')).json) as object,
    'pending_reconciliation',
  ) as unknown;

/** Waits for what the background is about to do. @throws Error when it does not come to that */
const until = async (wanted: () => Promise<boolean>): Promise<void> => {
  const end = performance.now() + 20_000;
  while (!(await wanted())) {
    if (performance.now() > end) throw new Error('did not happen');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** Moves the clock on, so that the reconciler runs. */
const reconcile = async (): Promise<void> => {
  const runs = () => clinic.stack.logText().split('"operation":"reconcileAudit"').length;
  const before = runs();
  offset += SIX_MINUTES;
  await clinic.stack.clock.set(offset);
  await clinic.signInAgain();
  await until(() => Promise.resolve(runs() > before));
};

describe('RELIABILITY 9: the audit table is down, the second audit sink is up', () => {
  it.each(['AccessDeniedException', 'ThrottlingException', 'hang', 'reset', 'lost_reply'] as const)(
    '%s: gives the grant and the record in time, reads under it, and nothing else; then each event is in the log once',
    async (error) => {
      const [patient, other] = [await clinic.patient('clinician'), await clinic.patient('clinician')];
      const before = await kept();
      await breakAudit(error);
      const started = performance.now();
      const given = await breakGlass(patient);
      expect([given.status, (performance.now() - started) / 1000 < SECONDS]).toEqual([201, true]);
      expect(given.json).toMatchObject({ status: 'active', patient: { id: patient, ...syntheticPatient() } });
      expect(await keptSince(before)).toHaveLength(1);

      const read = await show(patient);
      expect([read.status, read.json]).toMatchObject([200, { id: patient, last_name: syntheticPatient().last_name }]);
      expect((await readings(patient)).status).toBe(200);
      const events = await keptSince(before);
      expect(events).toHaveLength(3);

      // On the care team without a grant, a stranger, a change, a recording, a search: as before.
      expect(answer(await show(patient, TREATMENT, 'clinician'))).toEqual(UNAVAILABLE);
      expect(answer(await show(other, TREATMENT))).toEqual(UNAVAILABLE);
      if (error === 'AccessDeniedException') {
        const change = { json: { notes: 'changed' }, headers: { ...EMERGENCY, 'If-Match': '"1"' } };
        expect(answer(await clinic.call('clinician', 'PATCH', `/patients/${patient}`, change))).toEqual(UNAVAILABLE);
        const reading = { data_type: 'heart_rate', value: 61, unit: '/min', timestamp: '2026-03-04T05:06:07Z' };
        const recording = { json: reading, headers: EMERGENCY };
        const path = `/patients/${patient}/biometrics`;
        expect(answer(await clinic.call('clinician2', 'POST', path, recording))).toEqual(UNAVAILABLE);
      }
      expect(await keptSince(before)).toEqual(events);

      await clinic.stack.faults.clear();
      expect(await pending()).toBe(events.length);
      await reconcile();
      expect(await pending()).toBeUndefined();
      const inTable = await idsInTable();
      expect(events.map((id) => inTable.filter((each) => each === id).length)).toEqual([1, 1, 1]);
      expect(await clinic.eventsOf(given)).toMatchObject([
        { id: events[0], operation: 'requestEmergencyAccess', emergency_grant_id: member(given, 'grant_id') },
      ]);
      expect(await clinic.eventsOf(read)).toMatchObject([
        { id: events[1], action: 'READ', phi_fields_accessed: ['last_name'] },
      ]);
      expect(clinic.stack.logText()).toContain('"AuditFallbackUsed":1');
    },
  );
});
