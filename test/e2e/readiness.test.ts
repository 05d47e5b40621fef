import { randomUUID } from 'node:crypto';
import { BASE_PATH } from '../../shared/api/routes/routes';
import type { Baa } from '../../shared/domain/baa';
import { problemCode } from '../support/api-problem';
import { eventsOfRequest } from '../support/audit-log';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { destroyElsewhere } from '../support/stored-key';
import { brokenControls, failedChecks, readiness } from '../support/readiness';
import { baaOf, endAgreements, storeBaa } from '../support/stored-baa';

const DAY_MS = 24 * 60 * 60 * 1000;
const dayAfter = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

let stack: LocalStack;
let root: string;

beforeAll(async () => {
  stack = await startLocalStack({ background: false });
  root = await stack.token('root@platform.test');
});
afterAll(() => stack.stop());

/** The report of a new covered entity with these agreements. */
const reportWith = async (...agreements: readonly Partial<Baa>[]) => {
  const entity = randomUUID();
  for (const terms of agreements) await storeBaa(stack, baaOf(entity, terms));
  return readiness(stack, { token: root, query: { covered_entity_id: entity } });
};

describe('45 CFR 164.504(e): readiness names what is wrong with the agreements', () => {
  it.each([
    ['there is none', [], 'baa-missing'],
    ['it has expired', [{ expiry_date: '2021-01-01' }], 'baa-expired'],
    ['it was deactivated', [{ deactivated_at: '2026-01-01T00:00:00.000Z' }], 'baa-deactivated'],
    ['it begins tomorrow', [{ effective_date: dayAfter(1) }], 'baa-not-yet-effective'],
    ['it is for another Region', [{ data_residency_region: 'us-west-2' }], 'baa-region-mismatch'],
  ] as const)('%s', async (_, agreements, reason) => {
    const body = await reportWith(...agreements);
    expect(failedChecks(body)).toEqual({ 'baa-active': reason });
    expect(brokenControls(body)).toEqual(['has_active_baa']);
    expect(body.overall_hipaa_ready).toBe(false);
  });

  it('measures the days left of the one that lasts longest of those in force', async () => {
    const body = await reportWith(
      { expiry_date: dayAfter(5) },
      { expiry_date: dayAfter(40) },
      { expiry_date: dayAfter(900), deactivated_at: '2026-01-01T00:00:00.000Z' },
    );
    expect(body.checks).toContainEqual(expect.objectContaining({ name: 'baa-active', passed: true, measured: 40 }));
  });
});

describe('164.312(a)(2)(iv): the round trip of an entity without a tenant key', () => {
  it('goes through KMS under a key that is stored nowhere, and makes none', async () => {
    const entity = randomUUID();
    await storeBaa(stack, baaOf(entity));
    const query = { covered_entity_id: entity };
    for (let call = 0; call < 2; call += 1) {
      const { checks, overall_hipaa_ready: ready } = await readiness(stack, { token: root, query });
      expect(ready).toBe(true);
      expect(checks).toContainEqual(
        expect.objectContaining({ name: 'encryption-round-trip', passed: true, measured: 'no-tenant-key' }),
      );
    }
    const { json } = await stack.api('GET', '/hipaa/audit-logs', { token: root, query });
    expect(JSON.stringify(json)).not.toContain('provisionTenantKey');
  });
});

describe('164.310(d)(2)(i): readiness after a key was destroyed, or its destruction was asked for', () => {
  it('passes, and says that the next key is due: the next sealing makes it', async () => {
    const entity = randomUUID();
    const query = { covered_entity_id: entity };
    const roundTrip = async () => {
      const { checks, phi_encryption_configured } = await readiness(stack, { token: root, query });
      expect(phi_encryption_configured).toBe(true);
      return checks.find(({ name }) => name === 'encryption-round-trip');
    };
    await storeBaa(stack, baaOf(entity));
    const made = await stack.api('POST', '/hipaa/keys/rotate', { token: root, query });
    const { key_id: confirm } = Object(made.json) as { readonly key_id: string };
    expect(await roundTrip()).toMatchObject({ passed: true, measured: 'tenant-key' });
    await endAgreements(stack, entity);
    const asked = await stack.api('DELETE', '/hipaa/keys/1', { token: root, query: { ...query, confirm } });
    expect(asked.status).toBe(202);
    expect(await roundTrip()).toMatchObject({ passed: true, measured: 'key-due' });
    await destroyElsewhere(stack, entity, confirm);
    expect(await roundTrip()).toMatchObject({ passed: true, measured: 'key-due' });
  });

  it('says the same of a key that went another way', async () => {
    const entity = randomUUID();
    const query = { covered_entity_id: entity };
    await storeBaa(stack, baaOf(entity));
    const made = await stack.api('POST', '/hipaa/keys/rotate', { token: root, query });
    await destroyElsewhere(stack, entity, (Object(made.json) as { readonly key_id: string }).key_id);
    const { checks, overall_hipaa_ready } = await readiness(stack, { token: root, query });
    expect(overall_hipaa_ready).toBe(true);
    expect(checks).toContainEqual(expect.objectContaining({ passed: true, measured: 'key-due' }));
  });
});

describe('164.312(a)(1): who may see the report', () => {
  it.each([
    ['admin@demo.test', 200],
    ['auditor@demo.test', 200],
    ['developer@demo.test', 403],
    ['clinician@demo.test', 403],
    ['nogroup@demo.test', 403],
  ])('%s: %i, recorded once', async (user, expected) => {
    const token = await stack.token(user);
    const response = await stack.api('GET', '/hipaa/status', { token });
    expect(response.status).toBe(expected);
    const auditor = await stack.token('auditor@demo.test');
    const events = await eventsOfRequest(stack, auditor, response.headers.get('x-request-id'));
    expect(events).toMatchObject([{ operation: 'getStatus', status_code: expected }]);
  });

  it('a user who names another entity gets 404, a platform operator who names none 422', async () => {
    const query = { covered_entity_id: stack.ready.covered_entities.b };
    const admin = await stack.token('admin@demo.test');
    expect((await stack.api('GET', '/hipaa/status', { token: admin, query })).status).toBe(404);
    const unnamed = await stack.api('GET', '/hipaa/status', { token: root });
    expect([unnamed.status, problemCode(unnamed)]).toEqual([422, 'covered-entity-required']);
  });

  it('nobody without a token', async () => {
    expect((await stack.request('GET', `${BASE_PATH}/hipaa/status`)).status).toBe(401);
  });
});

describe('RELIABILITY 22, wrong configuration: 200 with the reasons, while all else is closed', () => {
  let token: string;

  // A closed stack gives no token; the one given before outlives the restarts.
  beforeAll(async () => {
    token = await stack.token('admin@demo.test');
  });

  const cases = [
    [
      'the Region is not approved',
      { HIPAA_ALLOWED_REGIONS: '["us-west-2"]' },
      { 'region-approved': 'region-not-approved' },
    ],
    ['the HIPAA mode is off', { HIPAA_ENABLED: 'false' }, { 'hipaa-mode': 'hipaa-mode-off' }],
    [
      'no Regions are listed',
      { HIPAA_ALLOWED_REGIONS: '[]' },
      { 'regions-listed': 'misconfigured', 'region-approved': 'misconfigured' },
    ],
    ['retention is too short', { HIPAA_AUDIT_LOG_RETENTION_YEARS: '5' }, { 'audit-retention': 'misconfigured' }],
    ['no table of agreements is named', { BAA_TABLE_NAME: '' }, { 'baa-active': 'misconfigured' }],
    ['the agreements’ table is not there', { BAA_TABLE_NAME: 'no-such-table' }, { 'baa-active': 'unavailable' }],
    [
      'no audit table is named',
      { AUDIT_TABLE_NAME: '' },
      {
        'audit-append': 'misconfigured',
        'audit-read-back': 'misconfigured',
        'audit-update-denied': 'misconfigured',
        'audit-delete-denied': 'misconfigured',
        'audit-policy': 'misconfigured',
      },
    ],
    [
      'the key is not there',
      { PHI_KEY_ARN: `arn:aws:kms:us-east-1:000000000000:key/${randomUUID()}` },
      { 'phi-key-enabled': 'unavailable', 'phi-key-rotation': 'unavailable', 'encryption-round-trip': 'unavailable' },
    ],
  ] as const;

  it.each(cases)('%s', async (_, settings, broken) => {
    await stack.restart(settings);
    const body = await readiness(stack, { token });
    expect(failedChecks(body)).toEqual(broken);
    const controls = new Set(body.checks.filter(({ passed }) => !passed).map(({ control }) => control));
    expect(brokenControls(body)).toEqual([...controls]);
    expect(body.overall_hipaa_ready).toBe(false);
    const other = await stack.api('POST', '/hipaa/encrypt', { token, json: { value: 'x' } });
    expect([other.status, problemCode(other)]).toEqual([503, 'service-unavailable']);
  });

  it('without what authenticates a caller nothing is reported: 503', async () => {
    await stack.restart({ SESSIONS_TABLE_NAME: '' });
    expect((await stack.api('GET', '/hipaa/status', { token })).status).toBe(503);
  });
});
