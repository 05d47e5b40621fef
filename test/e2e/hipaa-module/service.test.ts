import { randomUUID } from 'node:crypto';
import { AuditLogPage } from '../../../shared/api/schemas/audit-log';
import { BaaPage, BaaView } from '../../../shared/api/schemas/baa';
import { ComplianceReport } from '../../../shared/api/schemas/compliance-report';
import { AuditEventSchema } from '../../../shared/domain/audit-event';
import { PHI_CATEGORIES } from '../../../shared/domain/phi-category';
import { problemCode } from '../../support/api-problem';
import { type LocalStack, startLocalStack } from '../../support/local-stack';
import { brokenControls, failedChecks, readiness } from '../../support/readiness';
import type { StackResponse } from '../../support/stack-request';
import { baaOf, baaTerms, storeBaa } from '../../support/stored-baa';

/** EP-050's own cases of `test_hipaa_service.py`, method by method, as requirements on the running system. */

const DAY_MS = 24 * 60 * 60 * 1000;
const day = (offset: number): string => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);

let stack: LocalStack;
/** A platform operator, who names the covered entity, so that each case has one of its own. */
let root: string;

beforeAll(async () => {
  stack = await startLocalStack();
  root = await stack.token('root@platform.test');
});
afterAll(() => stack.stop());

const member = (json: unknown, name: string): unknown => Reflect.get(Object(json) as object, name);
const codeOf = (response: StackResponse) => [response.status, problemCode(response)];
const errorsOf = ({ json }: StackResponse) => member(json, 'errors');

const get = (entity: string, path: string, query: Record<string, string> = {}) =>
  stack.api('GET', `/hipaa${path}`, { token: root, query: { ...query, covered_entity_id: entity } });
const post = (entity: string, path: string, json: object, headers: Record<string, string> = {}) =>
  stack.api('POST', `/hipaa${path}`, { token: root, json: { ...json, covered_entity_id: entity }, headers });

const createBaa = async (entity: string, changes: Parameters<typeof baaTerms>[0] = {}) => {
  const response = await post(entity, '/baa', baaTerms(changes));
  expect([response.status, response.text]).toEqual([201, response.text]);
  return BaaView.parse(response.json);
};
/** An agreement that was filed while it was in force, and is over. */
const expiredBaa = async (entity: string): Promise<string> => {
  const baa = baaOf(entity, { expiry_date: day(-1) });
  await storeBaa(stack, baa);
  return baa.id;
};
const deactivate = (entity: string, id: string) =>
  stack.api('DELETE', `/hipaa/baa/${id}`, { token: root, query: { covered_entity_id: entity } });
const baasOf = async (entity: string, query: Record<string, string> = {}) =>
  BaaPage.parse((await get(entity, '/baa', query)).json);

/** A covered entity with an agreement in force. */
const newEntity = async (): Promise<string> => {
  const entity = randomUUID();
  await createBaa(entity);
  return entity;
};

const ENTRY = { action: 'READ', resource_type: 'medical_record', purpose: 'treatment' };
const log = async (entity: string, changes: object = {}, headers: Record<string, string> = {}) => {
  const response = await post(entity, '/audit-logs', { ...ENTRY, ...changes }, headers);
  expect([response.status, response.text]).toEqual([201, response.text]);
  return AuditEventSchema.parse(response.json);
};
const logsOf = async (entity: string, query: Record<string, string> = {}) =>
  AuditLogPage.parse((await get(entity, '/audit-logs', query)).json);
const idsOf = async (entity: string, query: Record<string, string>) =>
  (await logsOf(entity, query)).items.map(({ id }) => id);
const eventsOf = async (entity: string, operation: string) =>
  (await logsOf(entity, { limit: '100' })).items.filter((event) => event.operation === operation);

const encrypt = (entity: string, changes: object = {}) => post(entity, '/encrypt', { value: 'invented', ...changes });
const sealed = async (entity: string, changes: object = {}) => {
  const response = await encrypt(entity, changes);
  expect(response.status).toBe(200);
  return String(member(response.json, 'ciphertext'));
};
const decrypt = (entity: string, ciphertext: string, changes: object = {}) =>
  post(entity, '/decrypt', { ciphertext, purpose: 'operations', ...changes });

describe('log_phi_access, 164.312(b): an entry tells', () => {
  it('who reported it, by the token and not by the body', async () => {
    const payload = Buffer.from(root.split('.')[1] ?? '', 'base64url').toString();
    const event = await log(randomUUID());
    expect(event).toMatchObject({ user_id: member(JSON.parse(payload), 'sub'), source: 'manual' });
    expect(event.roles).toContain('admin');
  });

  it('what was accessed', async () => {
    const what = { resource_type: 'lab_result', resource_id: randomUUID(), patient_id: randomUUID() };
    expect(await log(randomUUID(), what)).toMatchObject(what);
  });

  it.each(['READ', 'WRITE', 'DELETE', 'EXPORT'])('the action %s', async (action) => {
    const entity = randomUUID();
    const { id } = await log(entity, { action });
    const { items } = await logsOf(entity, { action });
    expect(items.find((event) => event.id === id)).toMatchObject({ action });
  });

  it('which fields, in their order: the minimum necessary shows', async () => {
    const phi_fields_accessed = ['ssn', 'date_of_birth', 'diagnosis_codes'];
    expect((await log(randomUUID(), { phi_fields_accessed })).phi_fields_accessed).toEqual(phi_fields_accessed);
  });

  it('no field where none was named', async () => {
    expect((await log(randomUUID())).phi_fields_accessed).toEqual([]);
  });

  it.each(['treatment', 'operations', 'research'])('the purpose %s', async (purpose) => {
    expect((await log(randomUUID(), { purpose })).purpose).toBe(purpose);
  });

  it('where from: the address and the product of the client', async () => {
    const event = await log(randomUUID(), {}, { 'User-Agent': 'curl/8.5.0' });
    expect(event).toMatchObject({ ip_address: expect.stringMatching(/127\.0\.0\.1|::1/), user_agent: 'curl 8' });
  });

  it('that it is kept six years: 164.316(b)(2)(i)', async () => {
    expect((await log(randomUUID())).retention_years).toBe(6);
  });
});

describe('get_phi_audit_logs, 164.308(a)(1)(ii)(D)', () => {
  const patient_id = randomUUID();
  const resource_id = randomUUID();
  let entity: string;
  let entries: readonly string[];

  beforeAll(async () => {
    entity = randomUUID();
    const made = [
      await log(entity, { resource_id, purpose: 'research' }),
      await log(entity, { patient_id }),
      await log(entity, { action: 'EXPORT', resource_type: 'document', patient_id }),
    ];
    entries = made.map(({ id }) => id);
  });

  it('shows the newest first', async () => {
    const ids = (await logsOf(entity, { limit: '100' })).items.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(ids).toEqual(expect.arrayContaining([...entries]));
  });

  it('in pages of one shows each once, to the end', async () => {
    const seen: string[] = [];
    let query: Record<string, string> = { limit: '1', patient_id };
    for (let page = 0; page < 10; page += 1) {
      const { items, next_cursor } = await logsOf(entity, query);
      expect(items.length).toBeLessThanOrEqual(1);
      seen.push(...items.map(({ id }) => id));
      if (next_cursor === undefined) break;
      query = { ...query, cursor: next_cursor };
    }
    expect(seen).toEqual([entries[2], entries[1]]);
  });

  it.each([
    ['patient', { patient_id }, [2, 1]],
    ['kind of thing', { resource_type: 'document' }, [2]],
    ['thing', { resource_id }, [0]],
    ['action', { action: 'EXPORT' }, [2]],
    ['purpose', { purpose: 'research' }, [0]],
    ['outcome', { outcome: 'success', resource_type: 'medical_record' }, [1, 0]],
    ['two filters that must both hold', { patient_id, action: 'READ' }, [1]],
    ['filters of which only one holds', { resource_id, purpose: 'treatment' }, []],
  ])('narrows by %s', async (_, query, places) => {
    expect(await idsOf(entity, query)).toEqual(places.map((place) => entries[place]));
  });

  it('narrows by the user who acted', async () => {
    const { items } = await logsOf(entity, { resource_id });
    const user_id = String(items[0]?.user_id);
    expect(await idsOf(entity, { user_id, resource_type: 'document' })).toEqual([entries[2]]);
    expect(await idsOf(entity, { user_id: randomUUID() })).toEqual([]);
  });

  it('narrows by time, both ends within', async () => {
    const { items } = await logsOf(entity, { resource_id });
    const at = String(items[0]?.recorded_at);
    expect(await idsOf(entity, { from: at, to: at, resource_id })).toEqual([entries[0]]);
    expect(await idsOf(entity, { from: day(1) })).toEqual([]);
    expect(await idsOf(entity, { to: day(-1) })).toEqual([]);
  });

  it('shows nothing of another entity', async () => {
    expect(await idsOf(randomUUID(), { patient_id })).toEqual([]);
  });

  it('is itself logged', async () => {
    const own = randomUUID();
    await logsOf(own);
    expect(await eventsOf(own, 'listAuditLogs')).toMatchObject([{ action: 'READ', resource_type: 'audit_log' }]);
  });
});

describe('create_baa, 164.504(e)', () => {
  it('keeps all that was stated, with an id and the time', async () => {
    const entity = randomUUID();
    const baa = await createBaa(entity, { organization_name: 'Example Clinic' });
    expect(baa).toMatchObject({ ...baaTerms({ organization_name: 'Example Clinic' }), covered_entity_id: entity });
    expect(Math.abs(Date.parse(baa.created_at) - Date.now())).toBeLessThan(60_000);
  });

  it.each([
    ['active from today on', { effective_date: day(0) }, 'active'],
    ['active on its last day', { expiry_date: day(0) }, 'active'],
    ['pending before it begins', { effective_date: day(2) }, 'pending'],
  ])('is %s', async (_, changes, status) => {
    expect((await createBaa(randomUUID(), changes)).status).toBe(status);
  });

  it('refuses one that is over already', async () => {
    const response = await post(randomUUID(), '/baa', baaTerms({ expiry_date: day(-1) }));
    expect([response.status, Reflect.get(Object(response.json) as object, 'errors')]).toEqual([
      422,
      [{ path: 'expiry_date', code: 'in-the-past' }],
    ]);
  });

  it('opens the categories that it covers, and no other', async () => {
    const entity = randomUUID();
    await createBaa(entity, { phi_categories: ['billing'] });
    const answers = await Promise.all(PHI_CATEGORIES.map((category) => encrypt(entity, { category })));
    const opened = PHI_CATEGORIES.filter((_, place) => answers[place]?.status === 200);
    expect(opened).toEqual(['billing']);
  });

  it('refuses an end before the beginning, and files nothing', async () => {
    const entity = randomUUID();
    const response = await post(entity, '/baa', baaTerms({ effective_date: '2030-01-02', expiry_date: '2030-01-01' }));
    expect([response.status, errorsOf(response)]).toEqual([
      422,
      [{ path: 'expiry_date', code: 'not-after-effective-date' }],
    ]);
    expect((await baasOf(entity)).items).toEqual([]);
  });

  it('is recorded, with its id and without its texts', async () => {
    const entity = randomUUID();
    const { id } = await createBaa(entity, { signatory_name: 'Quagmire' });
    const events = await eventsOf(entity, 'createBaa');
    expect(events).toMatchObject([{ action: 'WRITE', resource_type: 'baa', resource_id: id, status_code: 201 }]);
    expect(JSON.stringify(events)).not.toContain('Quagmire');
  });
});

describe('get_baa_configs', () => {
  let entity: string;
  let ids: readonly string[];

  beforeAll(async () => {
    entity = randomUUID();
    const first = await createBaa(entity);
    const second = await createBaa(entity, { expiry_date: day(20) });
    const third = await expiredBaa(entity);
    const fourth = await createBaa(entity);
    ids = [first.id, second.id, third, fourth.id];
    await deactivate(entity, fourth.id);
  });

  it.each([
    ['all, the last one first', {}, [3, 2, 1, 0]],
    ['those that are active', { status: 'active' }, [1, 0]],
    ['those that were deactivated: none is deleted', { status: 'deactivated' }, [3]],
    ['those of several states', { status: 'expired,deactivated' }, [3, 2]],
    ['those that end soon', { expiring_within_days: '30' }, [1]],
    ['none that ends sooner still', { expiring_within_days: '10' }, []],
  ])('lists %s', async (_, query, places) => {
    const { items } = await baasOf(entity, query);
    expect(items.map(({ id }) => id)).toEqual(places.map((place) => ids[place]));
  });

  it('lists in pages, each agreement once', async () => {
    const first = await baasOf(entity, { limit: '3' });
    const second = await baasOf(entity, { limit: '3', cursor: String(first.next_cursor) });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([...ids].reverse());
    expect(second.next_cursor).toBeUndefined();
  });

  it('lists nothing for an entity without one', async () => {
    expect(await baasOf(randomUUID())).toEqual({ items: [] });
  });

  it('shows one by its id, and none by another entity’s', async () => {
    expect(BaaView.parse((await get(entity, `/baa/${String(ids[1])}`)).json).expiry_date).toBe(day(20));
    expect(codeOf(await get(randomUUID(), `/baa/${String(ids[1])}`))).toEqual([404, 'not-found']);
  });
});

describe('deactivate_baa, 164.504(e)(2)(iii)', () => {
  let entity: string;
  let id: string;
  let ended: StackResponse;

  beforeAll(async () => {
    entity = randomUUID();
    ({ id } = await createBaa(entity));
    ended = await deactivate(entity, id);
  });

  it('marks it, and leaves the rest as it was', () => {
    expect(ended.status).toBe(200);
    expect(ended.json).toMatchObject({ ...baaTerms(), id, status: 'deactivated', deactivated_at: expect.any(String) });
  });

  it('keeps the record', async () => {
    expect((await get(entity, `/baa/${id}`)).json).toEqual(ended.json);
  });

  it('again answers the same', async () => {
    const again = await deactivate(entity, id);
    expect([again.status, again.json]).toEqual([200, ended.json]);
  });

  it('closes the gate with the next request', async () => {
    expect(codeOf(await encrypt(entity))).toEqual([403, 'baa-deactivated']);
  });

  it('answers 404 for one that is not there', async () => {
    expect(codeOf(await deactivate(entity, randomUUID()))).toEqual([404, 'not-found']);
  });

  it('is recorded as a deletion', async () => {
    const events = await eventsOf(entity, 'deactivateBaa');
    expect(events.filter(({ outcome, resource_id }) => outcome === 'success' && resource_id === id)).not.toEqual([]);
    expect(events.map(({ action }) => action)).toEqual(events.map(() => 'DELETE'));
  });
});

describe('generate_hipaa_report, 164.308(a)(1)(ii)(D)', () => {
  let entity: string;
  const reportOf = async (of: string, query: Record<string, string> = {}) =>
    ComplianceReport.parse((await get(of, '/report', query)).json);
  const reported = async (): Promise<ReturnType<typeof ComplianceReport.parse>> => {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const report = await reportOf(entity);
      if (report.decrypts === 2 && report.refusals.length > 0) return report;
      await new Promise((tick) => setTimeout(tick, 100));
    }
    throw new Error('the rollups did not follow');
  };
  let report: Awaited<ReturnType<typeof reported>>;

  beforeAll(async () => {
    entity = await newEntity();
    const patient_id = randomUUID();
    const ciphertext = await sealed(entity, { context: { patient_id } });
    for (const purpose of ['treatment', 'payment']) {
      expect((await decrypt(entity, ciphertext, { context: { patient_id }, purpose })).status).toBe(200);
    }
    expect((await post(entity, '/decrypt', { ciphertext })).status).toBe(403);
    report = await reported();
  });

  it('counts what was decrypted', () => {
    expect(report.decrypts).toBe(2);
  });

  it('counts accesses by purpose', () => {
    for (const name of ['treatment', 'payment']) {
      expect(report.accesses.by_purpose).toContainEqual({ name, success: 1, denied: 0, failure: 0 });
    }
  });

  it('counts refusals by their reason', () => {
    expect(report.refusals).toContainEqual({ name: 'purpose-required', success: 0, denied: 1, failure: 0 });
  });

  it('counts patients and people once each, and the system that made the key among neither', () => {
    expect(report.distinct).toEqual({ patients: 1, users: 1 });
  });

  it('shows agreements, keys, and how long the log is kept', () => {
    expect(report.agreements).toMatchObject([{ status: 'active', organization_name: 'Synthetic Clinic' }]);
    expect(report.keys).toMatchObject([{ version: 1, state: 'active' }]);
    expect(report.retention.years).toBe(6);
  });

  it('covers the last thirty days where no period is named', () => {
    expect(report.period).toEqual({ from: day(-29), to: day(0) });
  });

  it('counts nothing of a period without events', async () => {
    const { period, decrypts, distinct } = await reportOf(entity, { from: '2024-02-28', to: '2024-02-29' });
    expect(period).toEqual({ from: '2024-02-28', to: '2024-02-29' });
    expect([decrypts, distinct]).toEqual([0, { patients: 0, users: 0 }]);
  });
});

describe('encrypt_phi_field, 164.312(a)(2)(iv)', () => {
  it('answers a token in which the value does not stand, and the version of its key', async () => {
    const response = await encrypt(await newEntity(), { value: 'Marguerite' });
    expect(response.json).toEqual({ ciphertext: expect.stringMatching(/^phi\.v1\.[\w-]+$/), key_version: 1 });
    const { ciphertext } = Object(response.json) as { readonly ciphertext: string };
    expect(Buffer.from(ciphertext.slice(7), 'base64url').toString('latin1')).not.toContain('Marguerite');
  });

  it('needs an agreement: 164.502(e)', async () => {
    expect(codeOf(await encrypt(randomUUID()))).toEqual([403, 'baa-missing']);
  });

  it('is recorded as a write, without the value', async () => {
    const entity = await newEntity();
    await sealed(entity, { value: 'Marguerite', category: 'diagnosis' });
    const events = await eventsOf(entity, 'encryptValue');
    expect(events).toMatchObject([{ action: 'WRITE', outcome: 'success', phi_category: 'diagnosis', key_version: 1 }]);
    expect(JSON.stringify(events)).not.toContain('Marguerite');
  });
});

describe('decrypt_phi_field, 164.312(b)', () => {
  let entity: string;
  beforeAll(async () => {
    entity = await newEntity();
  });

  it('answers the value and nothing besides', async () => {
    const response = await decrypt(entity, await sealed(entity, { value: 'Marguerite' }));
    expect([response.status, response.json]).toEqual([200, { value: 'Marguerite' }]);
  });

  it('is recorded each time: who, why, which patient, under which agreement', async () => {
    const patient_id = randomUUID();
    const context = { patient_id };
    const ciphertext = await sealed(entity, { context });
    await decrypt(entity, ciphertext, { context, purpose: 'payment' });
    await decrypt(entity, ciphertext, { context, purpose: 'payment' });
    const { items } = await logsOf(entity, { patient_id, action: 'READ' });
    const told = { operation: 'decryptValue', purpose: 'payment', outcome: 'success', baa_state: 'active' };
    expect(items).toMatchObject([told, told]);
  });

  it('is recorded when it fails', async () => {
    expect(codeOf(await decrypt(entity, 'phi.v1.AAAA'))).toEqual([422, 'phi-integrity-failure']);
    const { items } = await logsOf(entity, { outcome: 'failure' });
    expect(items).toMatchObject([{ operation: 'decryptValue', reason_code: 'phi-integrity-failure' }]);
  });

  it('needs a purpose', async () => {
    const response = await post(entity, '/decrypt', { ciphertext: await sealed(entity) });
    expect(codeOf(response)).toEqual([403, 'purpose-required']);
  });

  it('opens nothing of another entity', async () => {
    const response = await decrypt(await newEntity(), await sealed(entity));
    expect(codeOf(response)).toEqual([422, 'phi-integrity-failure']);
  });
});

describe('check_data_residency, policy', () => {
  it.each(['us-east-1', 'us-west-2'])('%s is approved', async (data_residency_region) => {
    expect((await createBaa(randomUUID(), { data_residency_region })).data_residency_region).toBe(
      data_residency_region,
    );
  });

  it.each(['eu-west-1', 'us-east-2', 'US-EAST-1', 'us-east-1 ', ''])('“%s” is not', async (data_residency_region) => {
    const response = await post(randomUUID(), '/baa', baaTerms({ data_residency_region }));
    expect([response.status, errorsOf(response)]).toEqual([
      422,
      [{ path: 'data_residency_region', code: 'region-not-approved' }],
    ]);
  });

  it('an agreement for an approved Region that is not this one opens nothing here, and shows', async () => {
    const entity = randomUUID();
    await createBaa(entity, { data_residency_region: 'us-west-2' });
    expect(codeOf(await encrypt(entity))).toEqual([403, 'baa-region-mismatch']);
    expect((await get(entity, '/data-residency')).json).toMatchObject({
      compliant: false,
      region: 'us-east-1',
      approved_regions: ['us-east-1', 'us-west-2'],
      agreements: [{ data_residency_region: 'us-west-2', compliant: false }],
    });
  });
});

describe('get_hipaa_status', () => {
  const statusOf = (entity: string) => readiness(stack, { token: root, query: { covered_entity_id: entity } });

  it('is ready with an agreement in force: all four, and overall', async () => {
    expect(await statusOf(await newEntity())).toMatchObject({
      has_active_baa: true,
      phi_encryption_configured: true,
      audit_logging_enabled: true,
      data_residency_configured: true,
      overall_hipaa_ready: true,
    });
  });

  it.each([
    ['without an agreement', undefined, 'baa-missing'],
    ['with one to come', { effective_date: day(2) }, 'baa-not-yet-effective'],
  ])('is not ready %s, names that, and nothing else', async (_, changes, reason) => {
    const entity = randomUUID();
    if (changes !== undefined) await createBaa(entity, changes);
    const body = await statusOf(entity);
    expect([body.overall_hipaa_ready, brokenControls(body)]).toEqual([false, ['has_active_baa']]);
    expect(failedChecks(body)).toEqual({ 'baa-active': reason });
  });

  it('is not ready with one that has expired, and names that', async () => {
    const entity = randomUUID();
    await expiredBaa(entity);
    expect(failedChecks(await statusOf(entity))).toEqual({ 'baa-active': 'baa-expired' });
  });

  it('is not ready any more once the agreement was deactivated', async () => {
    const entity = randomUUID();
    const { id } = await createBaa(entity);
    expect((await statusOf(entity)).has_active_baa).toBe(true);
    await deactivate(entity, id);
    expect(failedChecks(await statusOf(entity))).toEqual({ 'baa-active': 'baa-deactivated' });
  });

  it('has probed what it says: an event was written, read back, and could not be changed', async () => {
    const { checks } = await statusOf(await newEntity());
    const measured = Object.fromEntries(checks.map((check) => [check.name, check.measured]));
    expect(measured).toMatchObject({
      'audit-append': 'appended',
      'audit-read-back': 'identical',
      'audit-update-denied': 'denied',
      'audit-delete-denied': 'denied',
      'audit-retention': 6,
      'region-approved': 'us-east-1',
    });
  });
});
