import { randomUUID } from 'node:crypto';
import { BaaView } from '../../shared/api/schemas/baa';
import { problemCode } from '../support/api-problem';
import { eventsOfRequest, readWholeLog } from '../support/audit-log';
import type { LocalStack } from '../support/local-stack';
import { sharedStack } from '../support/shared-stack';
import type { StackResponse } from '../support/stack-request';
import { baaTerms } from '../support/stored-baa';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

let stack: LocalStack;
let root: string;
let admin: string;

const signIn = async (): Promise<void> => {
  root = await stack.token('root@platform.test');
  admin = await stack.token('admin@demo.test');
};
beforeAll(async () => {
  stack = await sharedStack();
  await signIn();
});
afterEach(() => stack.faults.clear());
afterAll(() => stack.stop());

const post = (token: string, json: unknown, key?: string): Promise<StackResponse> =>
  stack.api('POST', '/hipaa/baa', { token, json, headers: key === undefined ? {} : { 'Idempotency-Key': key } });
const get = (token: string, id: string, query: Record<string, string> = {}): Promise<StackResponse> =>
  stack.api('GET', `/hipaa/baa/${id}`, { token, query });
const viewOf = (response: StackResponse) => BaaView.parse(response.json);
const errorsOf = (response: StackResponse): unknown => Reflect.get(Object(response.json) as object, 'errors');
const requestIdOf = (response: StackResponse) => response.headers.get('x-request-id');

/** The agreements that were put on file for an entity, by the events of success that are no replays. */
const createdIn = async (entity: string): Promise<ReadonlySet<string | undefined>> => {
  const events = await readWholeLog(stack, root, entity);
  return new Set(events.filter(({ operation }) => operation === 'createBaa').map(({ resource_id }) => resource_id));
};

describe('164.504(e) POST /hipaa/baa', () => {
  it('opens the gate with the next request, on warm instances', async () => {
    const entity = randomUUID();
    const encrypt = () =>
      stack.api('POST', '/hipaa/encrypt', { token: root, json: { value: 'x', covered_entity_id: entity } });
    expect(problemCode(await encrypt())).toBe('baa-missing');
    expect((await post(root, { ...baaTerms(), covered_entity_id: entity })).status).toBe(201);
    expect((await encrypt()).status).toBe(200);
  });

  it('answers 201 with the agreement and its Location, where it is found again', async () => {
    const response = await post(admin, baaTerms({ signed_document_hash: 'AB'.repeat(32) }));
    const baa = viewOf(response);
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(`/api/v1/hipaa/baa/${baa.id}`);
    expect(response.headers.get('idempotency-replayed')).toBeNull();
    expect(baa).toMatchObject({
      ...baaTerms(),
      signed_document_hash: 'ab'.repeat(32),
      covered_entity_id: stack.ready.covered_entities.a,
      status: 'active',
    });
    const found = await stack.request('GET', response.headers.get('location') ?? '', { token: admin });
    expect([found.status, found.json]).toEqual([200, response.json]);
  });

  it('begins a new covered entity for a platform admin who names none, with the event in its tree', async () => {
    const response = await post(root, baaTerms());
    const { id, covered_entity_id } = viewOf(response);
    expect(await eventsOfRequest(stack, root, requestIdOf(response), covered_entity_id)).toMatchObject([
      { operation: 'createBaa', resource_id: id, actor_scope: 'platform', outcome: 'success', status_code: 201 },
    ]);
    expect((await get(root, id, { covered_entity_id })).status).toBe(200);
  });

  it('answers 404 to a tenant admin who names another entity, and files nothing', async () => {
    const entity = randomUUID();
    const response = await post(admin, { ...baaTerms(), covered_entity_id: entity });
    expect([response.status, problemCode(response)]).toEqual([404, 'not-found']);
    expect((await createdIn(entity)).size).toBe(0);
  });

  it('records a wrong request that names no entity in the platform’s tree', async () => {
    const response = await post(root, baaTerms({ data_residency_region: 'eu-west-1' }));
    expect(response.status).toBe(422);
    expect(await eventsOfRequest(stack, root, requestIdOf(response), 'platform')).toMatchObject([
      { outcome: 'failure', reason_code: 'invalid-request' },
    ]);
  });

  it('keeps the signatory’s name and e-mail out of events and logs', async () => {
    const named = { signatory_name: 'Zebulon Quagmire', signatory_email: 'zebulon.quagmire@example.test' };
    await post(admin, baaTerms(named));
    await post(admin, baaTerms({ ...named, data_residency_region: 'eu-west-1' }));
    const events = JSON.stringify(await readWholeLog(stack, admin));
    for (const text of [events, stack.logText()]) expect(text).not.toMatch(/quagmire/i);
  });
});

const LONG = 'x'.repeat(300_000);

/** Each field wrong in each way: what is sent instead, and what is told. */
const wrongFields: readonly (readonly [field: string, value: unknown, code: string])[] = [
  ...(['organization_name', 'signatory_name'] as const).flatMap(
    (field) =>
      [
        [field, undefined, 'required'],
        [field, null, 'wrong-type'],
        [field, 7, 'wrong-type'],
        [field, '', 'too-short'],
        [field, ' \u00a0', 'invalid-format'],
        [field, 'a\u0000b', 'invalid-format'],
        [field, '\ud800', 'invalid-format'],
        [field, 'x'.repeat(257), 'too-long'],
        [field, LONG, 'too-long'],
      ] as const,
  ),
  ['signatory_email', undefined, 'required'],
  ['signatory_email', 'nobody', 'invalid-format'],
  ['signatory_email', `${'x'.repeat(250)}@example.test`, 'too-long'],
  ['effective_date', undefined, 'required'],
  ['effective_date', '2027-02-29', 'invalid-format'],
  ['effective_date', '2100-02-29', 'invalid-format'],
  ['effective_date', '2027-01-01T00:00:00Z', 'invalid-format'],
  ['effective_date', '01/02/2027', 'invalid-format'],
  ['effective_date', 20270101, 'wrong-type'],
  ['expiry_date', undefined, 'required'],
  ['expiry_date', '2027-13-01', 'invalid-format'],
  ['expiry_date', '2027-04-31', 'invalid-format'],
  ['expiry_date', new Date(Date.now() - DAY_MS).toISOString().slice(0, 10), 'in-the-past'],
  ['expiry_date', '2020-01-01', 'not-after-effective-date'],
  ['expiry_date', '2019-12-31', 'not-after-effective-date'],
  ['data_residency_region', undefined, 'required'],
  ['data_residency_region', 'eu-west-1', 'region-not-approved'],
  ['data_residency_region', 'US-EAST-1', 'region-not-approved'],
  ['data_residency_region', '', 'region-not-approved'],
  ['data_residency_region', LONG, 'too-long'],
  ['phi_categories', undefined, 'required'],
  ['phi_categories', [], 'too-few'],
  ['phi_categories', ['billing', 'billing'], 'not-unique'],
  ['phi_categories', 'billing', 'wrong-type'],
  ['phi_categories', ['billing', 'billing', 'billing', 'billing', 'billing'], 'not-unique'],
  ['signed_document_hash', undefined, 'required'],
  ['signed_document_hash', 'ab'.repeat(31), 'invalid-format'],
  ['signed_document_hash', 'zz'.repeat(32), 'invalid-format'],
  ['covered_entity_id', 'no-uuid', 'invalid-format'],
];

describe('164.504(e) POST /hipaa/baa: wrong fields', () => {
  it.each(wrongFields.map(([field, value, code]) => [field, code, value] as const))(
    '%s: answers 422 %s, and repeats nothing',
    async (field, code, value) => {
      const response = await post(admin, { ...baaTerms(), [field]: value });
      expect([response.status, problemCode(response)]).toEqual([422, 'invalid-request']);
      expect(errorsOf(response)).toEqual([{ path: field, code }]);
    },
  );

  it.each([
    ['a category that is none', { phi_categories: ['billing', 'Jane Roe'] }, 'phi_categories.1', 'not-in-list'],
    ['a field that is none', { 'Jane Roe': 1 }, '', 'unknown-field'],
    ['a state that is not the client’s to set', { status: 'active' }, '', 'unknown-field'],
  ])('%s: answers 422', async (_, changes, path, code) => {
    const response = await post(admin, { ...baaTerms(), ...changes });
    expect(errorsOf(response)).toEqual([{ path, code }]);
    expect(response.text).not.toContain('Jane Roe');
  });

  it.each([
    ['a leap day', { effective_date: '2024-02-29', expiry_date: '2028-02-29' }, 'active'],
    ['the leap day of a century', { effective_date: '2000-02-29' }, 'active'],
    ['dates to come', { effective_date: '2098-01-01' }, 'pending'],
    ['names of 256 characters', { organization_name: 'Ä'.repeat(256), signatory_name: '名'.repeat(256) }, 'active'],
    ['the other approved Region', { data_residency_region: 'us-west-2' }, 'active'],
  ])('takes %s', async (_, changes, status) => {
    const response = await post(admin, baaTerms(changes));
    expect([response.status, viewOf(response).status]).toEqual([201, status]);
    expect(viewOf(response)).toMatchObject(changes);
  });
});

describe('GET /hipaa/baa/{id}', () => {
  it('answers alike for an id that is absent and one that is another tenant’s', async () => {
    const { id } = viewOf(await post(admin, baaTerms()));
    const other = await stack.token('admin@other.test');
    const answers = await Promise.all([get(other, id), get(other, randomUUID())]);
    const bodies = answers.map(({ status, json }) => ({
      status,
      body: { ...Object(json), request_id: '' } as unknown,
    }));
    expect(bodies[0]).toEqual(bodies[1]);
    expect(bodies[0]?.status).toBe(404);
    expect((await get(other, id, { covered_entity_id: stack.ready.covered_entities.a })).status).toBe(404);
  });

  it('answers 422 for an id that is no UUID', async () => {
    const response = await get(admin, 'Jane%20Roe');
    expect([response.status, errorsOf(response)]).toEqual([422, [{ path: 'id', code: 'invalid-format' }]]);
    expect(response.text).not.toContain('Jane');
  });

  it('takes an id in capitals for the same', async () => {
    const { id } = viewOf(await post(admin, baaTerms()));
    expect(viewOf(await get(admin, id.toUpperCase())).id).toBe(id);
  });

  it('tells the status of today', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const { id } = viewOf(await post(admin, baaTerms({ expiry_date: today })));
    await stack.clock.set(DAY_MS);
    expect(viewOf(await get(await stack.token('auditor@demo.test'), id)).status).toBe('expired');
    await stack.clock.set(0);
    await signIn();
  });
});

describe('RELIABILITY rows 5, 14, 15, and 21: a client repeats a POST', () => {
  const twins = (token: string, json: unknown, key: string) =>
    Promise.all(Array.from({ length: 10 }, () => post(token, json, key)));

  it('ten in parallel with one key put one agreement on file, and get one and the same 201, with an event each', async () => {
    const entity = randomUUID();
    const answers = await twins(root, { ...baaTerms(), covered_entity_id: entity }, randomUUID());
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
    const replayed = answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true');
    expect(replayed).toHaveLength(9);
    const events = (await readWholeLog(stack, root, entity)).filter(({ operation }) => operation === 'createBaa');
    expect(new Set(events.map(({ request_id }) => request_id))).toEqual(new Set(answers.map(requestIdOf)));
    expect(events).toHaveLength(10);
    expect(events.every(({ outcome, status_code }) => outcome === 'success' && status_code === 201)).toBe(true);
    expect((await createdIn(entity)).size).toBe(1);
  });

  it('ten in parallel that name no entity begin one', async () => {
    const answers = await twins(root, baaTerms(), randomUUID());
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    const [{ id, covered_entity_id } = { id: '', covered_entity_id: '' }] = answers.map(viewOf);
    expect(await createdIn(covered_entity_id)).toEqual(new Set([id]));
  });

  it('a repeat says the first answer, though the status has changed since', async () => {
    const tomorrow = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
    const key = randomUUID();
    const first = await post(admin, baaTerms({ effective_date: tomorrow }), key);
    await stack.clock.set(DAY_MS - HOUR_MS / 2);
    await signIn();
    const again = await post(admin, baaTerms({ effective_date: tomorrow }), key);
    expect([again.status, again.json]).toEqual([201, first.json]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    await stack.clock.set(DAY_MS + HOUR_MS);
    await signIn();
    const later = await post(admin, baaTerms({ effective_date: tomorrow }), key);
    expect([later.status, later.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect(viewOf(later).id).not.toBe(viewOf(first).id);
    await stack.clock.set(0);
    await signIn();
  });

  it('the same body in another order and spacing is the same request; another body is refused', async () => {
    const key = randomUUID();
    const first = await post(admin, baaTerms(), key);
    const turned = JSON.stringify(Object.fromEntries(Object.entries(baaTerms()).reverse()), null, 2);
    const headers = { 'Idempotency-Key': key, 'Content-Type': 'application/json' };
    const again = await stack.api('POST', '/hipaa/baa', { token: admin, body: turned, headers });
    expect([again.status, again.json]).toEqual([201, first.json]);
    const other = await post(admin, baaTerms({ organization_name: 'Another' }), key);
    expect([other.status, problemCode(other)]).toEqual([422, 'idempotency-key-reused']);
    expect(await eventsOfRequest(stack, admin, requestIdOf(other))).toMatchObject([
      { outcome: 'failure', reason_code: 'idempotency-key-reused' },
    ]);
  });

  it('a key is one caller’s and one tenant’s: others may use the same one', async () => {
    const key = randomUUID();
    const mine = await post(admin, baaTerms(), key);
    const others = [await stack.token('admin@other.test'), root];
    for (const token of others) {
      const named = token === root ? { covered_entity_id: stack.ready.covered_entities.a } : {};
      const theirs = await post(token, { ...baaTerms(), ...named }, key);
      expect([theirs.status, theirs.headers.get('idempotency-replayed')]).toEqual([201, null]);
      expect(viewOf(theirs).id).not.toBe(viewOf(mine).id);
    }
  });

  it.each([
    ['is empty', ''],
    ['holds a space', 'a b'],
    ['is longer than 128', 'k'.repeat(129)],
    ['is not ASCII', 'k\u00e9y'],
  ])('a key that %s answers 422', async (_, key) => {
    const response = await post(admin, baaTerms(), key);
    expect([response.status, errorsOf(response)]).toEqual([422, [{ path: 'Idempotency-Key', code: 'invalid-format' }]]);
  });

  it.each(['lost_reply', 'hang', 'reset'] as const)(
    'a transaction that ends unknown (%s) answers 503; the repeat with the same key gives one agreement',
    async (error) => {
      const [entity, key] = [randomUUID(), randomUUID()];
      const json = { ...baaTerms(), covered_entity_id: entity };
      await stack.faults.add({ service: 'dynamodb', operation: 'TransactWriteItems', table: 'baa', error, count: 0 });
      const first = await post(root, json, key);
      expect([first.status, problemCode(first)]).toEqual([503, 'service-unavailable']);
      expect(first.headers.get('retry-after')).toBe('5');
      await stack.faults.clear();
      const again = await post(root, json, key);
      expect(again.status).toBe(201);
      expect(again.headers.get('idempotency-replayed')).toBe(error === 'lost_reply' ? 'true' : null);
      expect(await createdIn(entity)).toEqual(new Set([viewOf(again).id]));
    },
  );

  it('one lost reply is made good within the call', async () => {
    const entity = randomUUID();
    await stack.faults.add({
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      table: 'baa',
      error: 'lost_reply',
      count: 1,
    });
    const response = await post(root, { ...baaTerms(), covered_entity_id: entity }, randomUUID());
    expect(response.status).toBe(201);
    expect(await createdIn(entity)).toEqual(new Set([viewOf(response).id]));
  });
});

describe('POST /hipaa/baa: a body with as many wrong members as it has room for', () => {
  it('is refused in the time of its size, and lists twenty', async () => {
    const response = await post(admin, { ...baaTerms(), phi_categories: Array(500_000).fill('none') });
    expect(response.status).toBe(422);
    expect(errorsOf(response)).toHaveLength(20);
  });
});
