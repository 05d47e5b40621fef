import { problemCode } from '../support/api-problem';
import { eventsOfRequest } from '../support/audit-log';
import { DemoClinic, member, type Who } from '../support/demo-clinic';
import { sharedStack } from '../support/shared-stack';
import type { StackResponse } from '../support/stack-request';
import { syntheticPatient } from '../support/synthetic-patient';

const MINUTE = 60_000;
const TEXT = 'Seized on the ward floor beside bed 7742-Q.';
const REQUEST = { reason: 'unconscious_patient', justification: TEXT };
const EMERGENCY = { 'X-Purpose-Of-Use': 'emergency' };
const TREATMENT = { 'X-Purpose-Of-Use': 'treatment' };

let clinic: DemoClinic;
beforeAll(async () => {
  clinic = await DemoClinic.open(sharedStack());
});
afterAll(() => clinic.close());
afterEach(() => clinic.stack.clock.set(0));

const breakGlass = (who: Who, patient: string, json: object = REQUEST, headers: Record<string, string> = {}) =>
  clinic.call(who, 'POST', `/emergency-access/${patient}`, { json, headers });
const show = (who: Who, patient: string, headers: Record<string, string>, token?: string) =>
  clinic.call(who, 'GET', `/patients/${patient}`, { headers, ...(token === undefined ? {} : { token }) });
const answer = (response: StackResponse) => [response.status, problemCode(response)];

describe('164.312(a)(2)(ii) breaking the glass', () => {
  it('answers a grant for 60 minutes and the record, with one event, and the alarm', async () => {
    const patient = await clinic.patient();
    const response = await breakGlass('clinician2', patient);
    expect(response.status).toBe(201);
    expect(response.json).toMatchObject({
      patient_id: patient,
      reason: 'unconscious_patient',
      status: 'active',
      overdue_reviews: 0,
      patient: { id: patient, version: 1, ...syntheticPatient() },
    });
    const { requested_at, expires_at, review_due_at } = response.json as Record<string, string>;
    const since = (text = '') => Date.parse(text) - Date.parse(requested_at ?? '');
    expect([since(expires_at), since(review_due_at)]).toEqual([60 * MINUTE, 72 * 60 * MINUTE]);
    expect(await clinic.eventsOf(response)).toMatchObject([
      {
        action: 'WRITE',
        resource_type: 'emergency_grant',
        resource_id: member(response, 'grant_id'),
        emergency_grant_id: member(response, 'grant_id'),
        patient_id: patient,
        purpose: 'emergency',
        outcome: 'success',
        baa_state: 'active',
        justification_hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
        phi_fields_accessed: expect.arrayContaining(Object.keys(syntheticPatient())) as unknown,
      },
    ]);
    expect(clinic.stack.logText()).toContain('"EmergencyAccess"');
  });

  it.each(['emergency', 'treatment'])(
    'opens the record for the purpose %s, and the event names the grant',
    async (purpose) => {
      const patient = await clinic.patient();
      const grant_id = member(await breakGlass('clinician2', patient), 'grant_id');
      const headers = { 'X-Purpose-Of-Use': purpose };
      const response = await show('clinician2', patient, headers);
      expect(response.json).toMatchObject({ id: patient, ...syntheticPatient() });
      expect(await clinic.eventsOf(response)).toMatchObject([{ purpose, emergency_grant_id: grant_id }]);
      const reading = { data_type: 'heart_rate', value: 61, unit: '/min', timestamp: '2026-03-04T05:06:07Z' };
      const recorded = await clinic.call('clinician2', 'POST', `/patients/${patient}/biometrics`, {
        json: reading,
        headers,
      });
      expect(recorded.status).toBe(201);
      expect(await clinic.eventsOf(recorded)).toMatchObject([{ emergency_grant_id: grant_id }]);
      const listed = await clinic.call('clinician2', 'GET', `/patients/${patient}/biometrics`, { headers });
      expect([listed.status, await clinic.eventsOf(listed)]).toMatchObject([200, [{ emergency_grant_id: grant_id }]]);
    },
  );

  it('opens no other patient, opens it to nobody else, and lets nobody change the record', async () => {
    const [patient, other] = [await clinic.patient('admin'), await clinic.patient()];
    await breakGlass('clinician2', patient);
    expect(answer(await show('clinician2', other, TREATMENT))).toEqual([403, 'care-team-required']);
    expect(answer(await show('clinician2', other, EMERGENCY))).toEqual([403, 'purpose-required']);
    expect(answer(await show('clinician', patient, TREATMENT))).toEqual([403, 'care-team-required']);
    expect(answer(await show('admin', patient, EMERGENCY))).toEqual([403, 'purpose-required']);
    const json = { notes: 'changed' };
    const headers = { 'If-Match': '"1"' };
    const patched = await clinic.call('clinician2', 'PATCH', `/patients/${patient}`, { json, headers });
    expect(answer(patched)).toEqual([403, 'care-team-required']);
  });

  it('closes the record after 60 minutes', async () => {
    const patient = await clinic.patient();
    const { expires_at = '' } = (await breakGlass('clinician2', patient)).json as Record<string, string>;
    for (const [late, expected] of [
      [-30_000, [200, undefined]],
      [0, [403, 'care-team-required']],
    ] as const) {
      await clinic.stack.clock.set(Date.parse(expires_at) - Date.now() + late);
      const token = await clinic.stack.token('clinician2@demo.test');
      const response = await show('clinician2', patient, TREATMENT, token);
      expect([response.status, response.status === 200 ? undefined : problemCode(response)]).toEqual(expected);
      if (late === 0)
        expect(answer(await show('clinician2', patient, EMERGENCY, token))).toEqual([403, 'purpose-required']);
    }
  });

  it.each([
    ['admin', 403, 'role-required'],
    ['auditor', 403, 'role-required'],
    ['developer', 403, 'role-required'],
    ['otherAdmin', 403, 'role-required'],
    ['otherClinician', 404, 'not-found'],
  ] as const)('refuses it to %s: %d %s', async (who, status, code) => {
    expect(answer(await breakGlass(who, await clinic.patient()))).toEqual([status, code]);
  });

  it.each([
    ['no reason', { justification: TEXT }],
    ['a reason off the list', { ...REQUEST, reason: 'curiosity' }],
    ['no justification', { reason: 'other' }],
    ['a blank one', { ...REQUEST, justification: ' \n ' }],
    ['one that is too long', { ...REQUEST, justification: 'x'.repeat(2001) }],
  ])('refuses %s', async (_, json) => {
    expect(answer(await breakGlass('clinician2', await clinic.patient(), json))).toEqual([422, 'invalid-request']);
  });

  it('gives one grant for one idempotency key, and no record again after its end', async () => {
    const patient = await clinic.patient();
    const headers = { 'Idempotency-Key': `glass-${patient}` };
    const first = await breakGlass('clinician2', patient, REQUEST, headers);
    const again = await breakGlass('clinician2', patient, REQUEST, headers);
    expect(again.json).toEqual(first.json);
    await clinic.stack.clock.set(61 * MINUTE);
    const token = await clinic.stack.token('clinician2@demo.test');
    const late = await clinic.call('clinician2', 'POST', `/emergency-access/${patient}`, {
      json: REQUEST,
      headers,
      token,
    });
    expect(late.status).toBe(201);
    expect(late.json).toMatchObject({ grant_id: member(first, 'grant_id'), status: 'review_due' });
    expect(late.json).not.toHaveProperty('patient');
  });

  it('gives concurrent requests grants of their own, each to be reviewed', async () => {
    const patient = await clinic.patient();
    const answers = await Promise.all([1, 2, 3].map(() => breakGlass('clinician2', patient)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((each) => member(each, 'grant_id'))).size).toBe(3);
  });
});

describe('164.312(b) no audit, no emergency access', () => {
  it('arms nothing and releases nothing while both audit sinks refuse the write', async () => {
    const patient = await clinic.patient();
    const before = (await clinic.itemsOf('emergency-grants')).length;
    const fault = {
      service: 'dynamodb',
      operation: '*',
      table: 'audit',
      error: 'AccessDeniedException',
      count: 0,
    } as const;
    await clinic.stack.faults.add(fault);
    await clinic.stack.faults.add({ service: 's3', operation: 'PutObject', error: 'AccessDenied', count: 0 });
    const response = await breakGlass('clinician2', patient);
    await clinic.stack.faults.clear();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await clinic.itemsOf('emergency-grants')).length).toBe(before);
    expect(answer(await show('clinician2', patient, TREATMENT))).toEqual([403, 'care-team-required']);
  });
});

describe('164.312(a)(2)(iv), guarantee 5: what the clinician wrote', () => {
  it('stands nowhere in the clear, refused or not', async () => {
    const patient = await clinic.patient();
    await breakGlass('clinician2', patient);
    await breakGlass('clinician2', patient, { ...REQUEST, reason: 'curiosity' });
    await breakGlass('admin', patient);
    expect(await clinic.everythingStored()).not.toContain('7742-Q');
  });
});

describe('164.504(e)(2)(ii)(J) after the agreement’s end', () => {
  it('stays open to the entity’s clinicians for reading, marked and counted, until the closure', async () => {
    const patient = await clinic.patient();
    const { items } = (await clinic.call('admin', 'GET', '/hipaa/baa', { query: { status: 'active' } })).json as {
      readonly items: readonly { readonly id: string }[];
    };
    for (const { id } of items) await clinic.call('admin', 'DELETE', `/hipaa/baa/${id}`);
    await clinic.stack.clock.set(MINUTE);
    expect(answer(await show('clinician', patient, TREATMENT))).toEqual([403, 'baa-deactivated']);
    expect(answer(await show('clinician2', patient, EMERGENCY))).toEqual([403, 'baa-deactivated']);
    const { last_name, date_of_birth } = syntheticPatient();
    const search = (who: Who, emergency: boolean) =>
      clinic.call(who, 'POST', '/patients/search', {
        json: { last_name, date_of_birth, emergency },
        headers: TREATMENT,
      });
    const found = await search('clinician2', true);
    expect((found.json as { readonly items: readonly unknown[] }).items).not.toEqual([]);
    for (const [who, emergency] of [
      ['clinician2', false],
      ['admin', true],
    ] as const)
      expect(answer(await search(who, emergency))).toEqual([403, 'baa-deactivated']);
    const given = await breakGlass('clinician2', patient);
    expect([given.status, given.json]).toMatchObject([201, { patient: syntheticPatient() }]);
    const read = await show('clinician2', patient, EMERGENCY);
    for (const response of [found, given, read]) {
      const reader = await clinic.stack.token('auditor@demo.test');
      const events = await eventsOfRequest(clinic.stack, reader, response.headers.get('x-request-id'));
      expect(events).not.toEqual([]);
      for (const event of events) expect(event).toMatchObject({ baa_state: 'ended', outcome: 'success' });
    }
    expect(answer(await show('clinician2', patient, TREATMENT))).toEqual([403, 'baa-deactivated']);
    const json = { data_type: 'heart_rate', value: 61, unit: '/min', timestamp: '2026-03-04T05:06:07Z' };
    const recorded = await clinic.call('clinician2', 'POST', `/patients/${patient}/biometrics`, {
      json,
      headers: EMERGENCY,
    });
    expect(answer(recorded)).toEqual([403, 'baa-deactivated']);
    const closure = { method: 'returned', date: new Date().toISOString().slice(0, 10), evidence_hash: 'cd'.repeat(32) };
    for (const { id } of items) await clinic.call('admin', 'POST', `/hipaa/baa/${id}/closure`, { json: closure });
    expect(answer(await search('clinician2', true))).toEqual([403, 'baa-deactivated']);
    expect(answer(await breakGlass('clinician2', patient))).toEqual([403, 'baa-deactivated']);
    expect(answer(await show('clinician2', patient, EMERGENCY))).toEqual([403, 'baa-deactivated']);
  });
});
