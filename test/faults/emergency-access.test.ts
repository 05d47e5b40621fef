import { randomUUID } from 'node:crypto';
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { EVIDENCE_BUCKET } from '../../infra/local/local-resources';
import { routes } from '../../shared/api/routes/routes';
import { problemCode } from '../support/api-problem';
import { DemoClinic, member } from '../support/demo-clinic';
import { rawBucket } from '../support/raw-bucket';
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

beforeAll(async () => {
  clinic = await DemoClinic.open();
  bucket = rawBucket(clinic.stack);
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

const statusPending = async () =>
  Reflect.get(
    Object((await clinic.call('auditor', 'GET', '/hipaa/status')).json) as object,
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

/** What each error left in the second sink: the grant's event, then the read's. */
const left = new Map<
  string,
  { readonly given: StackResponse; readonly read: StackResponse; readonly ids: readonly string[] }
>();

describe('RELIABILITY 9: the audit table is down, the second audit sink is up', () => {
  it.each(['AccessDeniedException', 'ThrottlingException', 'hang', 'reset', 'lost_reply'] as const)(
    '%s: gives the grant and the record in time, and reads under it; an ordinary read is refused',
    async (error) => {
      const patient = await clinic.patient('clinician');
      const before = await kept();
      await breakAudit(error);
      const started = performance.now();
      const given = await breakGlass(patient);
      expect([given.status, (performance.now() - started) / 1000 < SECONDS]).toEqual([201, true]);
      expect(given.json).toMatchObject({ status: 'active', patient: { id: patient, ...syntheticPatient() } });
      expect(await keptSince(before)).toHaveLength(1);

      const [read, ordinary] = await Promise.all([show(patient), show(patient, TREATMENT, 'clinician')]);
      expect([read.status, read.json]).toMatchObject([200, { id: patient, last_name: syntheticPatient().last_name }]);
      expect(answer(ordinary)).toEqual(UNAVAILABLE);
      const ids = await keptSince(before);
      expect(ids).toHaveLength(2);
      left.set(error, { given, read, ids });
    },
  );

  it('reads vital signs under a grant; whatever else a grant opens is refused, and nothing of it is kept', async () => {
    const [patient, other] = [await clinic.patient('clinician'), await clinic.patient('clinician')];
    await breakAudit();
    expect((await breakGlass(patient)).status).toBe(201);
    expect((await readings(patient)).status).toBe(200);
    // The care team's own read is kept if it says that it is an emergency, under a grant of its own.
    const before = await kept();
    const call = (who: 'clinician' | 'clinician2', method: string, path: string, json: object, headers = EMERGENCY) =>
      clinic.call(who, method, path, { json, headers: { ...headers, 'If-Match': '"1"' } });
    const reading = { data_type: 'heart_rate', value: 61, unit: '/min', timestamp: '2026-03-04T05:06:07Z' };
    const refused = [
      await call('clinician2', 'POST', `/patients/${patient}/biometrics`, reading),
      await call('clinician', 'PATCH', `/patients/${patient}`, { notes: 'changed' }, TREATMENT),
      await call('clinician2', 'POST', '/patients/search', { emergency: true, mrn: syntheticPatient().mrn }),
      await show(other, TREATMENT),
      await show(other, EMERGENCY),
      await breakGlass(randomUUID()),
    ];
    expect(refused.map(answer)).toEqual(refused.map(() => UNAVAILABLE));
    expect(refused.map(({ headers }) => headers.get('retry-after'))).not.toContain(null);
    expect(await keptSince(before)).toEqual([]);
  });

  it.each(['AccessDeniedException', 'lost_reply'] as const)(
    '%s: a repeat under the same key answers the same grant, of which there is one',
    async (error) => {
      const patient = await clinic.patient('clinician');
      const headers = { 'Idempotency-Key': randomUUID() };
      await breakAudit(error, 'TransactWriteItems');
      await breakAudit(error, 'PutItem');
      const before = await kept();
      const first = await breakGlass(patient, headers);
      expect([first.status, (await keptSince(before)).length]).toEqual([201, 1]);
      const again = await breakGlass(patient, headers);
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      expect(member(again, 'grant_id')).toBe(member(first, 'grant_id'));
      expect(await grantsOf(patient)).toHaveLength(1);
      // One event each: the log tells of no second grant.
      expect(await keptSince(before)).toHaveLength(2);
    },
  );

  it('a put to the second sink whose reply is lost is tried again, and found to be its own', async () => {
    const patient = await clinic.patient('clinician');
    const before = await kept();
    await breakAudit();
    await breakBucket('lost_reply', 1);
    expect((await breakGlass(patient)).status).toBe(201);
    expect(await keptSince(before)).toHaveLength(1);
  });
});

describe('RELIABILITY 8: both audit sinks are down', () => {
  it.each(['AccessDenied', 'SlowDown', 'hang', 'reset'])(
    '%s: 503 with Retry-After, in time; no grant is armed, nothing is released, and it heals',
    async (error) => {
      const patient = await clinic.patient('clinician');
      await breakAudit(error === 'hang' ? 'hang' : 'AccessDeniedException');
      await breakBucket(error);
      const started = performance.now();
      const refused = await breakGlass(patient);
      expect([...answer(refused), refused.headers.get('retry-after')]).toEqual([...UNAVAILABLE, expect.any(String)]);
      expect((performance.now() - started) / 1000).toBeLessThan(SECONDS);
      expect(refused.text).not.toContain(syntheticPatient().last_name);
      expect(await grantsOf(patient)).toEqual([]);
      await clinic.stack.faults.clear();
      expect(answer(await show(patient, TREATMENT))).toEqual([403, 'care-team-required']);
    },
  );

  it('releases nothing under a grant that was given before', async () => {
    const patient = await clinic.patient('clinician');
    expect((await breakGlass(patient)).status).toBe(201);
    await breakAudit();
    await breakBucket();
    const refused = await show(patient);
    expect(answer(refused)).toEqual(UNAVAILABLE);
    expect(refused.text).not.toContain(syntheticPatient().last_name);
    expect(clinic.stack.logText()).toContain('"AuditFallbackFailed":1');
  });
});

describe('the grant’s own table is down as well', () => {
  it('keeps the event first and gives no grant: over-reporting, never under-reporting', async () => {
    const patient = await clinic.patient('clinician');
    const before = await kept();
    await breakAudit();
    const table = 'emergency-grants';
    const denied = { service: 'dynamodb', table, error: 'AccessDeniedException', count: 0 } as const;
    await clinic.stack.faults.add({ ...denied, operation: 'TransactWriteItems' });
    expect(answer(await breakGlass(patient))).toEqual(UNAVAILABLE);
    expect([(await keptSince(before)).length, await grantsOf(patient)]).toEqual([1, []]);
  });

  it('a kill between the event and the grant leaves no grant, and the event', async () => {
    const patient = await clinic.patient('clinician');
    const before = await kept();
    await breakAudit();
    const hang = { service: 'dynamodb', table: 'emergency-grants', error: 'hang', count: 0 } as const;
    await clinic.stack.faults.add({ ...hang, operation: 'TransactWriteItems' });
    const lost = breakGlass(patient).catch(() => undefined);
    await until(async () => (await keptSince(before)).length === 1);
    await clinic.stack.kill();
    await lost;
    await clinic.stack.restart();
    await clinic.reopen();
    bucket.destroy();
    bucket = rawBucket(clinic.stack);
    offset = 0;
    expect([(await keptSince(before)).length, await grantsOf(patient)]).toEqual([1, []]);
    expect(answer(await show(patient, TREATMENT))).toEqual([403, 'care-team-required']);
  });
});

describe('reconciliation', () => {
  it('says how many events the log does not show, until each is in it once, with its place and its own time', async () => {
    const keptIds = await kept();
    const inTable = await idsInTable();
    expect(await pending()).toBeGreaterThan(0);
    expect(await statusPending()).toBe(await pending());
    // An unknown outcome: the table had them all the while.
    expect(inTable).toEqual(expect.arrayContaining([...(left.get('lost_reply')?.ids ?? ['none'])]));
    expect(inTable).not.toContain(left.get('hang')?.ids[0]);

    await reconcile();
    expect([await pending(), await statusPending()]).toEqual([undefined, undefined]);
    const now = await idsInTable();
    expect(keptIds.map((id) => now.filter((each) => each === id).length)).toEqual(keptIds.map(() => 1));
    const places = (await clinic.itemsOf('sequence')).map(({ sk }) => sk?.S);
    expect(places).toEqual(expect.arrayContaining(keptIds.map((id) => `event#${id}`)));
    for (const { given, read, ids } of left.values()) {
      const [grant, opened] = [await clinic.eventsOf(given), await clinic.eventsOf(read)];
      expect(grant).toMatchObject([
        { id: ids[0], operation: 'requestEmergencyAccess', emergency_grant_id: member(given, 'grant_id') },
      ]);
      expect(opened).toMatchObject([{ id: ids[1], action: 'READ', phi_fields_accessed: ['last_name'] }]);
      const { requested_at = '' } = given.json as Record<string, string>;
      expect(Math.abs(Date.parse(String(grant[0]?.recorded_at)) - Date.parse(requested_at))).toBeLessThan(5000);
    }
    expect(clinic.stack.logText()).toContain('"AuditFallbackUsed":1');
  });

  it('keeps no PHI and nothing that the clinician wrote', async () => {
    const tree = clinic.stack.ready.covered_entities.a;
    for (const id of (await kept()).slice(0, 5)) {
      const object = { Bucket: EVIDENCE_BUCKET, Key: `audit-fallback/${tree}/${id}.json` };
      const text = (await (await bucket.send(new GetObjectCommand(object))).Body?.transformToString()) ?? '';
      expect(text).toContain(id);
      for (const value of [syntheticPatient().last_name, syntheticPatient().mrn, '7742-Q'])
        expect(text).not.toContain(value);
    }
  });

  it('changes nothing the second time, and lists what is settled no more', async () => {
    const before = await Promise.all([clinic.itemsOf('audit'), clinic.itemsOf('rollups'), kept()]);
    await reconcile();
    const after = await Promise.all([clinic.itemsOf('audit'), clinic.itemsOf('rollups'), kept()]);
    expect(after[2]).toEqual(before[2]);
    const keptIds = new Set(before[2]);
    const ofKept = (items: (typeof before)[0]) => items.filter(({ id }) => keptIds.has(id?.S ?? ''));
    expect(ofKept(after[0])).toEqual(ofKept(before[0]));
  });

  it('an object that is no event alarms, stays pending, and holds up no other', async () => {
    const tree = clinic.stack.ready.covered_entities.a;
    const Key = `audit-fallback/${tree}/01ARZ3NDEKTSV4RRFFQ69G5FAV.json`;
    await clinic.stack.clock.set(offset);
    const patient = await clinic.patient('clinician');
    await breakAudit();
    expect((await breakGlass(patient)).status).toBe(201);
    await clinic.stack.faults.clear();
    expect(await pending()).toBe(1);
    await bucket.send(
      new PutObjectCommand({ Bucket: EVIDENCE_BUCKET, Key: Key.replace('01ARZ3', '7ZARZ3'), Body: '{}' }),
    );
    await reconcile();
    expect(await pending()).toBe(1);
    expect((await clinic.itemsOf('reconciliation')).map(({ pending: names }) => names?.SS)).toEqual([
      ['7ZARZ3NDEKTSV4RRFFQ69G5FAV'],
    ]);
    expect(clinic.stack.logText()).toContain('"AuditFallbackUnreadable":1');
    const unreadable = clinic.stack.logLines().filter(({ message }) => message === 'audit fallback unreadable');
    expect(unreadable).toMatchObject([{ tree, event_id: '7ZARZ3NDEKTSV4RRFFQ69G5FAV' }]);
  });
});
