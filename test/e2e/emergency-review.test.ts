import { problemCode } from '../support/api-problem';
import { DemoClinic, member, type Who } from '../support/demo-clinic';
import type { StackResponse } from '../support/stack-request';

const HOUR = 3_600_000;
const TREATMENT = { 'X-Purpose-Of-Use': 'treatment' };
const OPERATIONS = { 'X-Purpose-Of-Use': 'operations' };
const REQUEST = { reason: 'other', justification: 'Words of the clinician, 5531-K.' };
const FACTORS = { nature_extent: 'low', unauthorized_person: 'low', acquired_or_viewed: 'high', mitigation: 'low' };

let clinic: DemoClinic;
beforeAll(async () => {
  clinic = await DemoClinic.open();
});
afterAll(() => clinic.close());
afterEach(() => clinic.stack.clock.set(0));

const answer = (response: StackResponse) => [response.status, problemCode(response)];
const breakGlass = async (who: Who = 'clinician2') =>
  clinic.call(who, 'POST', `/emergency-access/${await clinic.patient()}`, { json: REQUEST });
const granted = async (who: Who = 'clinician2') => member(await breakGlass(who), 'grant_id');
const review = (who: Who, grant: string, json: object = { verdict: 'justified' }) =>
  clinic.call(who, 'POST', `/emergency-access/grants/${grant}/review`, { json });
const lift = async (who: Who, user: Who = 'clinician2') =>
  clinic.call(who, 'DELETE', `/emergency-access/suspensions/${await clinic.userId(user)}`);
const list = async (path: string, query: Record<string, string> = {}, token?: string) => {
  const { json } = await clinic.call('auditor', 'GET', path, { query, ...(token === undefined ? {} : { token }) });
  return json as { readonly items: readonly Record<string, unknown>[]; readonly next_cursor?: string };
};

describe('164.312(a)(2)(ii) the review of emergency access', () => {
  it('closes the grant at once, is on record, and is given once', async () => {
    const response = await breakGlass();
    const [grant, patient] = [member(response, 'grant_id'), member(response, 'patient_id')];
    const first = await review('admin', grant, { verdict: 'inconclusive', note: 'Words of the reviewer, 5531-K.' });
    expect([first.status, first.json]).toMatchObject([
      200,
      {
        grant_id: grant,
        status: 'closed',
        review: { verdict: 'inconclusive', reviewed_by: await clinic.userId('admin') },
      },
    ]);
    expect(await clinic.eventsOf(first)).toMatchObject([
      { emergency_grant_id: grant, patient_id: patient, reason_code: 'inconclusive', outcome: 'success' },
    ]);
    expect(answer(await review('admin', grant))).toEqual([409, 'already-reviewed']);
    const read = await clinic.call('clinician2', 'GET', `/patients/${patient}`, { headers: TREATMENT });
    expect(answer(read)).toEqual([403, 'care-team-required']);
    const shown = await clinic.call('admin', 'GET', `/emergency-access/grants/${grant}`, { headers: OPERATIONS });
    expect(shown.json).toMatchObject({ ...REQUEST, note: 'Words of the reviewer, 5531-K.' });
    expect(await clinic.eventsOf(shown)).toMatchObject([
      { patient_id: patient, purpose: 'operations', phi_fields_accessed: ['justification', 'note'] },
    ]);
    expect(await clinic.everythingStored()).not.toContain('5531-K');
  });

  it('counts one of two verdicts at once', async () => {
    const grant = await granted();
    const answers = await Promise.all([review('admin', grant), review('admin', grant, { verdict: 'inconclusive' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it.each([
    ['clinician2', 403, 'role-required'],
    ['auditor', 403, 'role-required'],
    ['developer', 403, 'role-required'],
    ['otherAdmin', 404, 'not-found'],
  ] as const)('is refused to %s: %d %s', async (who, status, code) => {
    expect(answer(await review(who, await granted()))).toEqual([status, code]);
  });

  it('lists newest first, page by page and by status, to the entity alone', async () => {
    const [older, newer] = [await granted(), await granted()];
    const first = await list('/emergency-access', { limit: '1' });
    const second = await list('/emergency-access', { limit: '1', cursor: first.next_cursor ?? '' });
    expect([...first.items, ...second.items].map(({ grant_id }) => grant_id)).toEqual([newer, older]);
    await review('admin', newer);
    const active = await list('/emergency-access', { status: 'active', limit: '100' });
    expect(active.items.map(({ grant_id }) => grant_id)).toContain(older);
    expect(active.items.map(({ grant_id }) => grant_id)).not.toContain(newer);
    const elsewhere = await clinic.call('otherAdmin', 'GET', '/emergency-access');
    expect(elsewhere.json).toEqual({ items: [] });
  });
});

describe('164.402 an unjustified access', () => {
  it('suspends the clinician until another lifts it, and opens an assessment that is a breach until decided', async () => {
    const grant = await granted();
    const verdict = await review('admin', grant, { verdict: 'unjustified' });
    const id = member(verdict, 'breach_assessment_id');
    expect(answer(await breakGlass())).toEqual([403, 'break-glass-suspended']);
    expect((await breakGlass('clinician')).status).toBe(201);
    expect(answer(await lift('clinician2'))).toEqual([403, 'role-required']);
    // An admin elsewhere lifts what there is in that entity: nothing.
    expect((await lift('otherAdmin')).status).toBe(204);
    expect(answer(await breakGlass())).toEqual([403, 'break-glass-suspended']);
    expect((await lift('admin')).status).toBe(204);
    expect((await breakGlass()).status).toBe(201);

    const [assessment] = (await list('/breach-assessments')).items;
    expect(assessment).toMatchObject({ id, grant_id: grant, status: 'open', presumed_breach: true });
    const { discovered_at, due_at } = assessment as Record<string, string>;
    expect(Date.parse(due_at ?? '') - Date.parse(discovered_at ?? '')).toBe(60 * 24 * HOUR);
    const decide = (who: Who) =>
      clinic.call(who, 'POST', `/breach-assessments/${id}/decision`, {
        json: { decision: 'low_probability', factors: FACTORS },
      });
    expect(answer(await decide('auditor'))).toEqual([403, 'role-required']);
    expect(answer(await decide('otherAdmin'))).toEqual([404, 'not-found']);
    const decided = await decide('admin');
    expect(decided.json).toMatchObject({
      id,
      status: 'decided',
      presumed_breach: false,
      decision: { factors: FACTORS },
    });
    expect(await clinic.eventsOf(decided)).toMatchObject([
      { reason_code: 'low_probability', emergency_grant_id: grant },
    ]);
    expect(answer(await decide('admin'))).toEqual([409, 'already-decided']);
  });
});

describe('164.312(a)(2)(ii) a suspension', () => {
  it('closes every record that the clinician’s other grants opened, at once, until it is lifted', async () => {
    const [judged, other] = [await breakGlass(), await breakGlass()];
    const patient = member(other, 'patient_id');
    const again = await clinic.call('clinician2', 'POST', `/emergency-access/${member(judged, 'patient_id')}`, {
      json: REQUEST,
    });
    const headers = { 'X-Purpose-Of-Use': 'emergency' };
    const show = (id: string) => clinic.call('clinician2', 'GET', `/patients/${id}`, { headers });
    const signs = () => clinic.call('clinician2', 'GET', `/patients/${patient}/biometrics`, { headers: TREATMENT });
    const record = () =>
      clinic.call('clinician2', 'POST', `/patients/${patient}/biometrics`, {
        json: { data_type: 'heart_rate', value: 61, unit: '/min', timestamp: '2026-03-04T05:06:07Z' },
      });
    expect([(await show(patient)).status, (await signs()).status, (await record()).status]).toEqual([200, 200, 201]);
    await review('admin', member(judged, 'grant_id'), { verdict: 'unjustified' });
    for (const id of [patient, member(again, 'patient_id')]) {
      const refused = await show(id);
      expect(answer(refused)).toEqual([403, 'purpose-required']);
      expect(await clinic.eventsOf(refused)).toMatchObject([{ outcome: 'denied', patient_id: id }]);
    }
    expect(answer(await signs())).toEqual([403, 'care-team-required']);
    expect(answer(await record())).toEqual([403, 'care-team-required']);
    await lift('admin');
    expect((await show(patient)).status).toBe(200);
  });

  it('refuses the emergency search too, and no other', async () => {
    const search = (json: object) =>
      clinic.call('clinician2', 'POST', '/patients/search', { json, headers: TREATMENT });
    await review('admin', await granted(), { verdict: 'unjustified' });
    const refused = await search({ mrn: 'MRN-0', emergency: true });
    expect(answer(refused)).toEqual([403, 'break-glass-suspended']);
    expect(await clinic.eventsOf(refused)).toMatchObject([
      { outcome: 'denied', reason_code: 'break-glass-suspended', operation: 'searchPatients' },
    ]);
    expect((await search({ mrn: 'MRN-0' })).status).toBe(200);
    await lift('admin');
    expect((await search({ mrn: 'MRN-0', emergency: true })).status).toBe(200);
  });
});

const patientOf = ({ items }: Awaited<ReturnType<typeof list>>, grant: string) =>
  items.find(({ grant_id }) => grant_id === grant)?.patient_id;

describe('an overdue review', () => {
  it('is flagged, alarms once, marks the clinician’s next grants, and refuses none', async () => {
    const grant = await granted();
    await clinic.stack.clock.set(73 * HOUR);
    const [auditor, clinician] = await Promise.all(
      ['auditor@demo.test', 'clinician2@demo.test'].map((email) => clinic.stack.token(email)),
    );
    const overdue = await list('/emergency-access', { status: 'review_overdue', limit: '100' }, auditor);
    expect(overdue.items.map(({ grant_id }) => grant_id)).toContain(grant);
    const patient = member({ json: overdue.items[0] }, 'patient_id');
    const next = await clinic.call('clinician2', 'POST', `/emergency-access/${patient}`, {
      json: REQUEST,
      ...(clinician === undefined ? {} : { token: clinician }),
    });
    expect(next.status).toBe(201);
    expect(Number(member(next, 'overdue_reviews'))).toBeGreaterThan(0);
    const escalations = async () => {
      const query = { resource_id: grant, limit: '100' };
      const { items } = await list('/hipaa/audit-logs', query, auditor);
      return items.filter(({ operation }) => operation === 'escalateOverdueReview');
    };
    for (let tries = 0; tries < 100 && (await escalations()).length === 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await escalations()).toMatchObject([
      {
        user_id: 'system',
        reason_code: 'review-overdue',
        emergency_grant_id: grant,
        patient_id: patientOf(overdue, grant),
      },
    ]);
    expect(clinic.stack.logText()).toContain('"EmergencyReviewOverdue"');
  });
});
