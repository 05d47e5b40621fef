import { randomUUID } from 'node:crypto';
import { BaaView } from '../../shared/api/schemas/baa';
import { problemCode } from '../support/api-problem';
import { eventsOfRequest } from '../support/audit-log';
import type { LocalStack } from '../support/local-stack';
import { sharedStack } from '../support/shared-stack';
import type { StackResponse } from '../support/stack-request';
import { baaOf, baaTerms, storeBaa } from '../support/stored-baa';

const DAY_MS = 24 * 60 * 60 * 1000;
const TIMEOUT_MS = 15_000;
const day = (offset: number): string => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);

let stack: LocalStack;
let root: string;
let admin: string;

beforeAll(async () => {
  stack = await sharedStack();
  root = await stack.token('root@platform.test');
  admin = await stack.token('admin@other.test');
});
afterEach(() => stack.faults.clear());
afterAll(() => stack.stop());

const viewOf = (response: StackResponse) => BaaView.parse(response.json);
const codeOf = (response: StackResponse) => [response.status, problemCode(response)];
const errorsOf = (response: StackResponse): unknown => Reflect.get(Object(response.json) as object, 'errors');
const file = async (entity: string, changes: Parameters<typeof baaTerms>[0] = {}): Promise<string> => {
  // One that has ended already is refused by the API; this one was filed while it ran.
  if (changes.expiry_date !== undefined && changes.expiry_date < day(0)) {
    const baa = baaOf(entity, { ...changes, created_at: '2020-01-01T00:00:00.000Z' });
    await storeBaa(stack, baa);
    return baa.id;
  }
  const json = { ...baaTerms(changes), covered_entity_id: entity };
  return viewOf(await stack.api('POST', '/hipaa/baa', { token: root, json })).id;
};
const named = (entity: string) => ({ token: root, query: { covered_entity_id: entity } });
const deactivate = (entity: string, id: string) => stack.api('DELETE', `/hipaa/baa/${id}`, named(entity));
const get = (entity: string, id: string) => stack.api('GET', `/hipaa/baa/${id}`, named(entity));
const CLOSURE = { method: 'returned', date: day(0), evidence_hash: 'cd'.repeat(32) };
const close = (entity: string, id: string, changes: object = {}) =>
  stack.api('POST', `/hipaa/baa/${id}/closure`, { ...named(entity), json: { ...CLOSURE, ...changes } });
const encrypt = (entity: string) =>
  stack.api('POST', '/hipaa/encrypt', { token: root, json: { value: 'x', covered_entity_id: entity } });
const eventsOf = (entity: string, response: StackResponse) =>
  eventsOfRequest(stack, root, response.headers.get('x-request-id'), entity);

describe('164.504(e)(2)(iii) DELETE /hipaa/baa/{id}', () => {
  it('keeps the record, and stamps the end one function timeout later than now', async () => {
    const entity = randomUUID();
    const id = await file(entity);
    const [before, ended, after] = [Date.now(), await deactivate(entity, id), Date.now()];
    const { status, deactivated_at = '' } = viewOf(ended);
    expect([ended.status, status]).toEqual([200, 'deactivated']);
    expect(Date.parse(deactivated_at)).toBeGreaterThanOrEqual(before + TIMEOUT_MS);
    expect(Date.parse(deactivated_at)).toBeLessThanOrEqual(after + TIMEOUT_MS);
    expect((await get(entity, id)).json).toEqual(ended.json);
    expect(await eventsOf(entity, ended)).toMatchObject([
      { action: 'DELETE', operation: 'deactivateBaa', resource_id: id, outcome: 'success', status_code: 200 },
    ]);
  });

  it('again: the same answer, the same instant, and an event of its own', async () => {
    const entity = randomUUID();
    const id = await file(entity);
    const first = await deactivate(entity, id);
    const again = await deactivate(entity, id);
    expect([again.status, again.json]).toEqual([200, first.json]);
    expect(await eventsOf(entity, again)).toMatchObject([{ resource_id: id, outcome: 'success' }]);
  });

  it('eight at once change it once, and all get the same answer', async () => {
    const entity = randomUUID();
    const id = await file(entity);
    const answers = await Promise.all(Array.from({ length: 8 }, () => deactivate(entity, id)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it('answers 404 for one that is unknown, and one that is another tenant’s, which stays in force', async () => {
    const entity = randomUUID();
    const id = await file(entity);
    for (const path of [id, randomUUID()]) {
      expect(codeOf(await stack.api('DELETE', `/hipaa/baa/${path}`, { token: admin }))).toEqual([404, 'not-found']);
    }
    expect(viewOf(await get(entity, id)).status).toBe('active');
  });

  it.each([
    ['pending', { effective_date: day(5) }],
    ['expired', { expiry_date: day(-1) }],
  ])('deactivates one that is %s, too', async (_, changes) => {
    const entity = randomUUID();
    expect(viewOf(await deactivate(entity, await file(entity, changes))).status).toBe('deactivated');
  });

  it('changes nothing when it cannot be recorded: 503', async () => {
    const entity = randomUUID();
    const id = await file(entity);
    const error = 'InternalServerError';
    await stack.faults.add({ service: 'dynamodb', operation: 'TransactWriteItems', table: 'audit', error, count: 0 });
    expect((await deactivate(entity, id)).status).toBe(503);
    await stack.faults.clear();
    expect(viewOf(await get(entity, id)).status).toBe('active');
  });
});

describe('164.502(e) several agreements at once', () => {
  it('stays open while one of two overlapping agreements is in force, and closes with the second', async () => {
    const entity = randomUUID();
    const ids = [await file(entity), await file(entity)] as const;
    await deactivate(entity, ids[0]);
    expect((await encrypt(entity)).status).toBe(200);
    await deactivate(entity, ids[1]);
    expect(codeOf(await encrypt(entity))).toEqual([403, 'baa-deactivated']);
  });

  it('a renewal opens the gate again', async () => {
    const entity = randomUUID();
    await deactivate(entity, await file(entity));
    expect((await encrypt(entity)).status).toBe(403);
    await file(entity);
    expect((await encrypt(entity)).status).toBe(200);
  });
});

describe('164.504(e)(2)(ii)(J) POST /hipaa/baa/{id}/closure', () => {
  const ended = async (changes: Parameters<typeof baaTerms>[0] = {}): Promise<readonly [string, string]> => {
    const entity = randomUUID();
    const id = await file(entity, changes);
    await deactivate(entity, id);
    return [entity, id];
  };

  it.each([
    ['active', {}],
    ['pending', { effective_date: day(5) }],
  ])('answers 409 while the agreement is %s', async (_, changes) => {
    const entity = randomUUID();
    const response = await close(entity, await file(entity, changes));
    expect(codeOf(response)).toEqual([409, 'agreement-not-ended']);
    expect(await eventsOf(entity, response)).toMatchObject([
      { outcome: 'failure', reason_code: 'agreement-not-ended' },
    ]);
  });

  it.each([
    ['deactivated', {}, 'deactivated'],
    ['expired', { expiry_date: day(-1) }, 'expired'],
  ])('is recorded and shown when the agreement is %s', async (_, changes, status) => {
    const entity = randomUUID();
    const id = await file(entity, changes);
    if (status === 'deactivated') await deactivate(entity, id);
    const response = await close(entity, id, { evidence_hash: 'CD'.repeat(32) });
    expect([response.status, viewOf(response)]).toEqual([200, expect.objectContaining({ status, closure: CLOSURE })]);
    expect(viewOf(response).closed_at).toBeDefined();
    expect((await get(entity, id)).json).toEqual(response.json);
  });

  it('is recorded once: the same values get the same answer, others 409', async () => {
    const [entity, id] = await ended();
    const first = await close(entity, id);
    const again = await close(entity, id);
    expect([again.status, again.json]).toEqual([200, first.json]);
    for (const other of [{ method: 'destroyed' }, { date: day(1) }, { evidence_hash: 'ef'.repeat(32) }]) {
      expect(codeOf(await close(entity, id, other))).toEqual([409, 'closure-already-recorded']);
    }
    expect((await get(entity, id)).json).toEqual(first.json);
  });

  it('of six at once with different evidence one is recorded', async () => {
    const [entity, id] = await ended();
    const digits = ['0', '1', '2', '3', '4', '5'];
    const answers = await Promise.all(digits.map((digit) => close(entity, id, { evidence_hash: digit.repeat(64) })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
  });

  it.each([
    ['in the future', { date: day(1) }, 'date', 'in-the-future'],
    ['before the agreement', { date: '2019-12-31' }, 'date', 'before-the-end'],
    ['while the agreement still ran', { date: day(-1) }, 'date', 'before-the-end'],
    ['no date', { date: '2023-02-29' }, 'date', 'invalid-format'],
    ['by no method', { method: 'lost' }, 'method', 'not-in-list'],
    ['without evidence', { evidence_hash: 'cd' }, 'evidence_hash', 'invalid-format'],
  ])('%s: answers 422', async (_, changes, path, code) => {
    const [entity, id] = await ended();
    const response = await close(entity, id, changes);
    expect([response.status, errorsOf(response)]).toEqual([422, [{ path, code }]]);
  });

  it('says beside the word that all was destroyed how many keys are there, in the report too', async () => {
    const entity = randomUUID();
    const id = await file(entity);
    expect((await stack.api('POST', '/hipaa/keys/rotate', named(entity))).status).toBe(201);
    await deactivate(entity, id);
    const response = await close(entity, id, { method: 'destroyed' });
    expect([response.status, viewOf(response).keys_present]).toEqual([200, 1]);
    expect((await close(entity, id, { method: 'destroyed' })).json).toEqual(response.json);
    const report = await stack.api('GET', '/hipaa/report', named(entity));
    const closure = { ...CLOSURE, method: 'destroyed' };
    expect(Object(report.json)).toMatchObject({ agreements: [{ id, closure, keys_present: 1 }] });
  });

  it('takes the day of the end for an agreement that never became effective', async () => {
    const [entity, id] = await ended({ effective_date: day(5) });
    expect((await close(entity, id)).status).toBe(200);
  });

  it('answers 404 for one that is unknown or another tenant’s', async () => {
    const [entity, id] = await ended();
    const options = { token: admin, json: CLOSURE };
    for (const path of [id, randomUUID()]) {
      expect(codeOf(await stack.api('POST', `/hipaa/baa/${path}/closure`, options))).toEqual([404, 'not-found']);
    }
    expect(viewOf(await get(entity, id)).closure).toBeUndefined();
  });
});

describe('guarantee 2: the end of an agreement, on every warm instance', () => {
  it('stops encrypt and decrypt with the next request; return works, is flagged, and stops at the closure', async () => {
    const entity = stack.ready.covered_entities.b;
    const list = await stack.api('GET', '/hipaa/baa', { token: admin, query: { status: 'active' } });
    const { items } = Object(list.json) as { readonly items: readonly { readonly id: string }[] };
    const seal = () => stack.api('POST', '/hipaa/encrypt', { token: admin, json: { value: 'take me home' } });
    const { ciphertext } = Object((await seal()).json) as { readonly ciphertext: string };
    const open = (purpose: string) =>
      stack.api('POST', '/hipaa/decrypt', { token: admin, json: { ciphertext, purpose } });
    const flood = <T>(call: () => Promise<T>) => Promise.all(Array.from({ length: 8 }, call));

    const warm = [...(await flood(seal)), ...(await flood(() => open('operations')))];
    expect(new Set(warm.map(({ status }) => status))).toEqual(new Set([200]));
    const instances = Object((await stack.request('GET', '/__local/instances')).json) as Record<string, number>;
    expect(instances.EncryptValue).toBeGreaterThan(1);
    expect(instances.DecryptValue).toBeGreaterThan(1);

    const ends = items.map(({ id }) => stack.api('DELETE', `/hipaa/baa/${id}`, { token: admin }));
    expect((await Promise.all(ends)).map(({ status }) => status)).toEqual(items.map(() => 200));

    const closed = [...(await flood(seal)), ...(await flood(() => open('operations')))];
    expect(new Set(closed.map(problemCode))).toEqual(new Set(['baa-deactivated']));
    const returned = await flood(() => open('return'));
    for (const response of returned) expect(response.json).toEqual({ value: 'take me home' });
    const [one] = returned;
    expect(await eventsOfRequest(stack, admin, one?.headers.get('x-request-id') ?? null)).toMatchObject([
      { purpose: 'return', baa_state: 'ended', outcome: 'success' },
    ]);
    const operator = { token: root, json: { ciphertext, purpose: 'return', covered_entity_id: entity } };
    expect((await stack.api('POST', '/hipaa/decrypt', operator)).status).toBe(403);

    for (const { id } of items) expect((await close(entity, id)).status).toBe(200);
    const after = await flood(() => open('return'));
    expect(new Set(after.map(problemCode))).toEqual(new Set(['baa-deactivated']));

    const past = { effective_date: '2020-01-01', expiry_date: '2021-01-01', phi_categories: ['billing'] };
    const late = await stack.api('POST', '/hipaa/baa', { token: admin, json: { ...baaTerms(), ...past } });
    expect([late.status, errorsOf(late)]).toEqual([422, [{ path: 'expiry_date', code: 'in-the-past' }]]);
    await storeBaa(stack, baaOf(entity, { effective_date: '2020-01-01', expiry_date: '2021-01-01' }));
    expect((await open('return')).status).toBe(403);
  });
});

describe('agreements of before these fields were there', () => {
  it('are shown as they are', async () => {
    const baa = baaOf(randomUUID());
    await storeBaa(stack, baa);
    expect(viewOf(await get(baa.covered_entity_id, baa.id)).clauses).toBeUndefined();
  });
});
