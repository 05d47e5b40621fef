import { ComplianceReport, type ComplianceReportBody } from '../../../../shared/api/schemas/compliance-report';
import type { Role } from '../../../../shared/domain/roles';
import { DependencyUnavailableError } from '../../../../shared/ports/errors';
import type { WrappedTenantKey } from '../../../../shared/ports/tenant-key-store';
import { accessTokenClaims } from '../../../support/access-token-claims';
import { rollup } from '../../../support/daily-rollups';
import { after, DAY, NOON } from '../../../support/movable-clock';
import { codeOf } from '../../../support/pipeline-bench';
import { ReportBench } from '../../../support/report-bench';
import { agreement, ENTITY_A, ENTITY_B, KEY_ID, PATIENT, SESSION, USER } from '../../../support/synthetic-parties';

const bodyOf = ({ body }: { readonly body: string }): ComplianceReportBody =>
  ComplianceReport.parse(JSON.parse(body) as unknown);

const counted = { action: { READ: { success: 2, denied: 1 } }, operation: { decryptValue: { success: 2, denied: 1 } } };
const someDay = (day: string, tree = ENTITY_A) =>
  rollup(day, {
    tree,
    counts: counted,
    outcomes: { success: 2, denied: 1, failure: 0 },
    users: { [USER]: 3 },
    patients: new Set([PATIENT]),
  });

const down = () => Promise.reject(new DependencyUnavailableError('baa'));

const platform = { covered_entity_id: undefined, 'cognito:groups': 'admin,platform' };
const ofRole = (role: Role | 'none') => accessTokenClaims({ 'cognito:groups': role });

describe('164.312(a)(1) who may read a report', () => {
  it.each([
    ['admin of the entity', ofRole('admin'), undefined, 200, undefined],
    ['auditor of the entity', ofRole('auditor'), undefined, 200, undefined],
    ['auditor of the entity who names it', ofRole('auditor'), ENTITY_A, 200, undefined],
    ['developer', ofRole('developer'), undefined, 403, 'role-required'],
    ['clinician', ofRole('clinician'), undefined, 403, 'role-required'],
    ['user without a role', ofRole('none'), undefined, 403, 'role-required'],
    ['admin of another entity', accessTokenClaims({ covered_entity_id: ENTITY_B }), ENTITY_A, 404, 'not-found'],
    ['auditor who names another entity', ofRole('auditor'), ENTITY_B, 404, 'not-found'],
    ['platform operator who names the entity', accessTokenClaims(platform), ENTITY_A, 200, undefined],
    ['platform operator who names none', accessTokenClaims(platform), undefined, 422, 'covered-entity-required'],
    [
      'platform operator without a role that may',
      accessTokenClaims({ ...platform, 'cognito:groups': 'developer,platform' }),
      ENTITY_A,
      403,
      'role-required',
    ],
    ['user of no entity', accessTokenClaims({ covered_entity_id: undefined }), undefined, 403, 'tenant-missing'],
    ['caller without a token', null, undefined, 401, 'unauthenticated'],
  ])('%s', async (_, claims, entity, status, code) => {
    const bench = new ReportBench();
    bench.rollups.add(someDay('2026-03-01'), someDay('2026-03-02', ENTITY_B));
    const query = entity === undefined ? undefined : { covered_entity_id: [entity] };
    const response = await bench.report({ claims, query });
    expect([response.statusCode, status === 200 ? undefined : codeOf(response)]).toEqual([status, code]);
    expect(bench.rollups.asked).toHaveLength(status === 200 ? 1 : 0);
    if (status === 200) expect(bodyOf(response)).toMatchObject({ covered_entity_id: ENTITY_A, decrypts: 2 });
    else expect(response.body).not.toContain(PATIENT);
  });

  it('shows a tenant its own events alone', async () => {
    const bench = new ReportBench();
    bench.rollups.add(someDay('2026-03-01', ENTITY_B));
    const report = bodyOf(await bench.report());
    expect([report.decrypts, report.distinct, report.reach.sequence_size]).toEqual([0, { patients: 0, users: 0 }, 0]);
  });
});

describe('164.312(b) reading a report is recorded', () => {
  it('as one event that names the period and no patient, whatever the report covers', async () => {
    const bench = new ReportBench();
    bench.rollups.add(someDay('2026-03-01'), someDay('2026-03-02'));
    await bench.report({ query: { from: ['2026-03-01'], to: ['2026-03-02'] } });
    expect(bench.events).toHaveLength(1);
    expect(bench.events[0]).toMatchObject({
      action: 'READ',
      operation: 'getReport',
      resource_type: 'report',
      resource_id: '2026-03-01_2026-03-02',
      outcome: 'success',
    });
    expect(bench.events[0]?.patient_id).toBeUndefined();
  });

  it.each(['application/json', 'text/csv', 'text/html'])(
    'or nothing is answered: 503, a problem, when %s was asked for',
    async (accept) => {
      const bench = new ReportBench();
      bench.rollups.add(someDay('2026-03-01'));
      bench.audit.available = false;
      const response = await bench.as(accept);
      expect([response.statusCode, codeOf(response)]).toEqual([503, 'service-unavailable']);
      expect(response.headers).toMatchObject({ 'Content-Type': 'application/problem+json', 'Retry-After': '5' });
      expect(response.body).not.toContain(USER);
    },
  );
});

describe('the period of a report', () => {
  it.each([
    ['from', 'not a day', { from: ['2026-3-1'] }, 'invalid-format'],
    ['from', 'a day that there is not', { from: ['2026-02-29'] }, 'invalid-format'],
    ['from', 'an instant', { from: ['2026-03-01T00:00:00.000Z'] }, 'invalid-format'],
    ['from', 'before the year 2000', { from: ['1999-12-31'], to: ['2001-01-01'] }, 'out-of-range'],
    ['from', 'given twice', { from: ['2026-03-01', '2026-03-02'] }, 'wrong-type'],
    ['to', 'empty', { to: [''] }, 'invalid-format'],
    ['to', 'before the first day', { from: ['2026-03-02'], to: ['2026-03-01'] }, 'before-from'],
    ['to', 'tomorrow', { to: ['2026-03-11'] }, 'in-the-future'],
    ['to', 'more than seven years after the first day', { from: ['2019-03-09'] }, 'too-long'],
    ['covered_entity_id', 'no UUID', { covered_entity_id: ['entity'] }, 'invalid-format'],
    ['', 'an unknown parameter', { patient: ['Jane Roe'] }, 'unknown-field'],
  ])('is refused, and nothing is read: %s is %s', async (path, _, query, code) => {
    const bench = new ReportBench();
    const response = await bench.report({ query });
    expect([response.statusCode, codeOf(response)]).toEqual([422, 'invalid-request']);
    expect(JSON.parse(response.body)).toMatchObject({ errors: [{ path, code }] });
    expect(bench.rollups.asked).toEqual([]);
    expect(bench.events).toMatchObject([{ outcome: 'failure', reason_code: 'invalid-request' }]);
  });

  it('is read as one range of days, whatever its length', async () => {
    const bench = new ReportBench();
    await bench.report({ query: { from: ['2019-03-10'], to: ['2026-03-10'] } });
    await bench.report();
    expect(bench.rollups.asked).toEqual([
      [ENTITY_A, '2019-03-10', '2026-03-10'],
      [ENTITY_A, '2026-02-09', '2026-03-10'],
    ]);
  });

  it('may have no events: zeros, and how far the figures reach', async () => {
    const report = bodyOf(await new ReportBench().report());
    expect(report.accesses.by_outcome).toEqual({ success: 0, denied: 0, failure: 0 });
    expect(report.reach).toMatchObject({ sequence_size: 0 });
    expect(report.reach.newest_recorded_at).toBeUndefined();
  });

  it('has both its days within, a leap day among them', async () => {
    const bench = new ReportBench();
    for (const day of ['2024-02-28', '2024-02-29', '2024-03-01', '2024-03-02']) bench.rollups.add(someDay(day));
    const query = { from: ['2024-02-29'], to: ['2024-03-01'] };
    expect(bodyOf(await bench.report({ query })).decrypts).toBe(4);
  });
});

describe('how far a report reaches: what is known, and no more', () => {
  const reachOf = async (bench: ReportBench) => bodyOf(await bench.report()).reach;

  it('names the instant up to which the log was compared with the sequence, apart from the newest event', async () => {
    const bench = new ReportBench();
    bench.rollups.add(someDay('2026-03-01'));
    bench.rollups.complete = '2026-03-10T11:45:00.000Z';
    expect(await reachOf(bench)).toEqual({
      sequence_size: 1,
      complete_until: '2026-03-10T11:45:00.000Z',
      newest_recorded_at: '2026-03-10T11:59:00.000Z',
      note: expect.stringMatching(/complete_until.*older events may be missing/s) as unknown,
    });
  });

  it('claims no such instant before the first comparison has ended', async () => {
    const bench = new ReportBench();
    bench.rollups.add(someDay('2026-03-01'));
    expect((await reachOf(bench)).complete_until).toBeUndefined();
  });

  it('an event of a fast clock does not make it reach into the future', async () => {
    const bench = new ReportBench();
    bench.rollups.add(someDay('2026-03-01'));
    bench.rollups.newest = after(NOON, DAY).toISOString();
    expect((await reachOf(bench)).newest_recorded_at).toBe(NOON.toISOString());
  });
});

describe('what a report holds besides', () => {
  it('agreements with their states, the last to expire first', async () => {
    const bench = new ReportBench();
    bench.file(
      agreement({ expiry_date: '2026-03-01' }),
      agreement({ id: '66ee66ff-77aa-4b88-8c99-aabbccddeeff', expiry_date: '2027-01-01' }),
    );
    const { agreements } = bodyOf(await bench.report());
    expect(agreements.map(({ status, expiry_date }) => [status, expiry_date])).toEqual([
      ['active', '2027-01-01'],
      ['expired', '2026-03-01'],
    ]);
    expect(JSON.stringify(agreements)).not.toContain('signatory');
  });

  it('versions of the key with their age, and never the key', async () => {
    const bench = new ReportBench();
    const key = (version: number, key_id: string, created_at: Date): WrappedTenantKey => ({
      covered_entity_id: ENTITY_A,
      key_id,
      version,
      wrapped: Uint8Array.of(222, 173, 190),
      created_at,
    });
    const older = after(NOON, -31.5 * DAY);
    bench.keep(key(1, KEY_ID, older), key(2, SESSION, NOON));
    const response = await bench.report();
    expect(bodyOf(response).keys).toEqual([
      { version: 2, key_id: SESSION, created_at: NOON.toISOString(), age_days: 0, state: 'active' },
      { version: 1, key_id: KEY_ID, created_at: older.toISOString(), age_days: 31, state: 'retired' },
    ]);
    expect(response.body).not.toContain('222');
  });

  it('retention as configured, and that nothing is sealed yet', async () => {
    const { retention, seal } = bodyOf(await new ReportBench().report());
    expect([retention.years, retention.basis]).toEqual([6, expect.stringContaining('164.316(b)(2)(i)')]);
    expect(seal).toEqual({ state: 'not_available' });
  });
});

describe('a source that is down: 503, nothing answered', () => {
  it.each([
    ['rollups', (bench: ReportBench) => void (bench.rollups.available = false)],
    ['agreements', (bench: ReportBench) => void (bench.baas.agreementsOf = down)],
    ['keys', (bench: ReportBench) => void (bench.keys.versions = down)],
  ])('%s', async (_, breakIt) => {
    const bench = new ReportBench();
    breakIt(bench);
    const response = await bench.as('text/html');
    expect([response.statusCode, codeOf(response)]).toEqual([503, 'service-unavailable']);
    expect(bench.events).toMatchObject([{ outcome: 'failure', status_code: 503 }]);
  });
});
