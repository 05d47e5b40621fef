import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { BaaPage, BaaView } from '../../shared/api/schemas/baa';
import { BAA_CLAUSE_LETTERS } from '../../shared/domain/baa-clauses';
import { problemCode } from '../support/api-problem';
import { eventsOfRequest, readWholeLog } from '../support/audit-log';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import type { StackResponse } from '../support/stack-request';
import { baaOf, baaTerms, storeBaa } from '../support/stored-baa';

const DAY_MS = 24 * 60 * 60 * 1000;
const day = (offset: number): string => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);

let stack: LocalStack;
let root: string;
let admin: string;
let auditor: string;

beforeAll(async () => {
  stack = await startLocalStack();
  root = await stack.token('root@platform.test');
  admin = await stack.token('admin@demo.test');
  auditor = await stack.token('auditor@demo.test');
});
afterAll(() => stack.stop());

const errorsOf = (response: StackResponse): unknown => Reflect.get(Object(response.json) as object, 'errors');
const file = async (changes: Parameters<typeof baaTerms>[0] = {}, entity?: string): Promise<string> => {
  const token = entity === undefined ? admin : root;
  const json = { ...baaTerms(changes), ...(entity === undefined ? {} : { covered_entity_id: entity }) };
  return BaaView.parse((await stack.api('POST', '/hipaa/baa', { token, json })).json).id;
};

describe('GET /hipaa/baa', () => {
  const entity = randomUUID();
  const ids: Record<string, string> = {};
  const list = (query: Record<string, string> = {}) =>
    stack.api('GET', '/hipaa/baa', { token: root, query: { covered_entity_id: entity, ...query } });
  const namesOf = (response: StackResponse): readonly (string | undefined)[] =>
    BaaPage.parse(response.json).items.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id));

  beforeAll(async () => {
    const expired = baaOf(entity, { expiry_date: day(-1) });
    await storeBaa(stack, expired);
    ids.expired = expired.id;
    ids.deactivated = await file({}, entity);
    ids.pending = await file({ effective_date: day(3) }, entity);
    ids.soon = await file({ expiry_date: day(10) }, entity);
    ids.active = await file({}, entity);
    await stack.api('DELETE', `/hipaa/baa/${ids.deactivated}`, { token: root, query: { covered_entity_id: entity } });
  });

  it.each<[Record<string, string>, readonly string[]]>([
    [{}, ['active', 'soon', 'pending', 'deactivated', 'expired']],
    [{ status: 'active' }, ['active', 'soon']],
    [{ status: 'expired' }, ['expired']],
    [{ status: 'pending' }, ['pending']],
    [{ status: 'deactivated' }, ['deactivated']],
    [{ status: 'deactivated,expired' }, ['deactivated', 'expired']],
    [{ expiring_within_days: '10' }, ['soon']],
    [{ expiring_within_days: '9' }, []],
    [{ expiring_within_days: '10', status: 'pending' }, []],
  ])('%j shows %j', async (query, names) => {
    expect(namesOf(await list(query))).toEqual(names);
  });

  it('goes on where the page before ended, and ends without a cursor', async () => {
    const first = await list({ limit: '3' });
    const { next_cursor = '' } = BaaPage.parse(first.json);
    const second = await list({ limit: '3', cursor: next_cursor });
    expect([...namesOf(first), ...namesOf(second)]).toEqual(['active', 'soon', 'pending', 'deactivated', 'expired']);
    expect(BaaPage.parse(second.json).next_cursor).toBeUndefined();
    const others: readonly Record<string, string>[] = [{ status: 'active' }, { covered_entity_id: randomUUID() }];
    for (const other of others) {
      const response = await list({ ...other, cursor: next_cursor });
      expect([response.status, problemCode(response)]).toEqual([400, 'invalid-cursor']);
    }
  });

  it.each([
    ['status', 'ended'],
    ['status', 'active,'],
    ['status', ''],
    ['status', 'active,active,active,active,active'],
    ['expiring_within_days', '0'],
    ['expiring_within_days', '3651'],
    ['expiring_within_days', '1.5'],
    ['limit', '101'],
  ])('answers 422 to %s=%s', async (name, value) => {
    const response = await list({ [name]: value });
    expect([response.status, problemCode(response)]).toEqual([422, 'invalid-request']);
    expect(errorsOf(response)).toMatchObject([{ path: name }]);
  });

  it('shows a tenant its own agreements alone, and records the reading', async () => {
    const response = await stack.api('GET', '/hipaa/baa', { token: auditor });
    const entities = BaaPage.parse(response.json).items.map(({ covered_entity_id }) => covered_entity_id);
    expect(new Set(entities)).toEqual(new Set([stack.ready.covered_entities.a]));
    expect(await eventsOfRequest(stack, auditor, response.headers.get('x-request-id'))).toMatchObject([
      { action: 'READ', operation: 'listBaas', resource_type: 'baa', outcome: 'success' },
    ]);
  });
});

describe('POST /hipaa/baa/{id}/verify-document', () => {
  const document = Buffer.from('%PDF-1.7 synthetic agreement \u0000\u00ff', 'latin1');
  const sha256 = createHash('sha256').update(document).digest('hex');
  let id: string;
  beforeAll(async () => {
    id = await file({ signed_document_hash: sha256 });
  });

  const Answer = z.strictObject({ id: z.uuid(), matches: z.boolean() });
  const verify = (options: Parameters<LocalStack['api']>[2], token = auditor) =>
    stack.api('POST', `/hipaa/baa/${id}/verify-document`, { token, ...options });
  const send = (body: Uint8Array | string, type: string, headers: Record<string, string> = {}) =>
    verify({ body, headers: { 'Content-Type': type, ...headers } });

  it.each([
    ['its hash', { json: { sha256 } }, true],
    ['its hash in capitals', { json: { sha256: sha256.toUpperCase() } }, true],
    ['another hash', { json: { sha256: `${sha256.slice(0, 63)}${sha256.endsWith('0') ? '1' : '0'}` } }, false],
    ['itself as a PDF', { body: document, headers: { 'Content-Type': 'application/pdf' } }, true],
    ['itself as bytes', { body: document, headers: { 'Content-Type': 'Application/Octet-Stream' } }, true],
    ['a byte more', { body: `${document.toString('latin1')} `, headers: { 'Content-Type': 'application/pdf' } }, false],
    ['4 MiB', { body: new Uint8Array(4 * 1024 * 1024), headers: { 'Content-Type': 'application/pdf' } }, false],
  ])('given %s: says whether it is the signed document', async (_, options, matches) => {
    const response = await verify(options);
    expect([response.status, Answer.parse(response.json)]).toEqual([200, { id, matches }]);
  });

  it.each([
    ['of another type', () => send(document, 'image/png'), 415, 'unsupported-media-type'],
    ['of no type', () => send(document, ''), 415, 'unsupported-media-type'],
    [
      'compressed',
      () => send(document, 'application/pdf', { 'Content-Encoding': 'gzip' }),
      415,
      'unsupported-media-type',
    ],
    ['over 4 MiB', () => send(new Uint8Array(4 * 1024 * 1024 + 1), 'application/pdf'), 413, 'body-too-large'],
    ['empty', () => send('', 'application/pdf'), 422, 'invalid-request'],
    ['wanted as HTML', () => send(document, 'application/pdf', { Accept: 'text/html' }), 406, 'not-acceptable'],
    ['that is JSON without a hash', () => verify({ json: {} }), 422, 'invalid-request'],
    ['whose hash is short', () => verify({ json: { sha256: 'ab' } }), 422, 'invalid-request'],
  ] as const)('a document %s: refuses', async (_, call, status, code) => {
    const response = await call();
    expect([response.status, problemCode(response)]).toEqual([status, code]);
  });

  it('answers 404 to another tenant, whatever is sent', async () => {
    const other = await stack.token('admin@other.test');
    const headers = { 'Content-Type': 'application/pdf' };
    for (const options of [{ json: { sha256 } }, { body: document, headers }]) {
      expect((await verify(options, other)).status).toBe(404);
    }
  });

  it('takes a document of a platform operator who names the entity in the query; without a name 422', async () => {
    const headers = { 'Content-Type': 'application/pdf' };
    const query = { covered_entity_id: stack.ready.covered_entities.a };
    expect((await verify({ body: document, headers, query }, root)).json).toEqual({ id, matches: true });
    expect(problemCode(await verify({ body: document, headers }, root))).toBe('covered-entity-required');
  });

  it('no other route takes a document', async () => {
    const headers = { 'Content-Type': 'application/octet-stream' };
    const response = await stack.api('POST', '/hipaa/baa', { token: admin, body: document, headers });
    expect([response.status, problemCode(response)]).toEqual([415, 'unsupported-media-type']);
  });

  it('stores the document nowhere', async () => {
    await send(document, 'application/pdf');
    for (const text of [JSON.stringify(await readWholeLog(stack, auditor)), stack.logText()]) {
      expect(text).not.toContain('synthetic agreement');
      expect(text).not.toContain(sha256);
    }
  });
});

describe('164.504(e)(2)(ii) clauses and 164.502(e)(1)(ii) subcontractors', () => {
  const clauses = Object.fromEntries(BAA_CLAUSE_LETTERS.map((letter, index) => [letter, index % 2 === 0]));
  const subcontractors = [
    { name: 'Quagmire Hosting', services: 'keeps Quagmire backups', baa_on_file: true },
    { name: 'Quagmire Mail', baa_on_file: false },
  ];

  it('are kept and shown in the answer, by id, and in the list', async () => {
    const id = await file({ clauses, subcontractors });
    const [shown, list] = await Promise.all([
      stack.api('GET', `/hipaa/baa/${id}`, { token: auditor }),
      stack.api('GET', '/hipaa/baa', { token: auditor, query: { limit: '100' } }),
    ]);
    expect(shown.json).toMatchObject({ clauses, subcontractors });
    expect(BaaPage.parse(list.json).items.find((each) => each.id === id)).toEqual(shown.json);
  });

  it('stand in no event and no log', async () => {
    const id = await file({ subcontractors });
    await stack.api('GET', `/hipaa/baa/${id}`, { token: auditor });
    const events = JSON.stringify(await readWholeLog(stack, auditor));
    for (const text of [events, stack.logText()]) expect(text).not.toMatch(/quagmire/i);
  });

  const fifty = Array.from({ length: 50 }, () => ({
    name: '名'.repeat(256),
    services: '務'.repeat(256),
    baa_on_file: true,
  }));

  it('take fifty of the longest subcontractors', async () => {
    const id = await file({ subcontractors: fifty });
    expect((await stack.api('GET', `/hipaa/baa/${id}`, { token: auditor })).json).toMatchObject({
      subcontractors: fifty,
    });
  });

  it.each([
    ['a clause that is none', { clauses: { K: true } }, 'clauses', 'unknown-field'],
    ['a clause that is no yes or no', { clauses: { A: 'yes' } }, 'clauses.A', 'wrong-type'],
    ['clauses that are a list', { clauses: ['A'] }, 'clauses', 'wrong-type'],
    ['51 subcontractors', { subcontractors: [...fifty, ...fifty].slice(0, 51) }, 'subcontractors', 'too-many'],
    ['one without a name', { subcontractors: [{ baa_on_file: true }] }, 'subcontractors.0.name', 'required'],
    [
      'one without a word on its agreement',
      { subcontractors: [{ name: 'x' }] },
      'subcontractors.0.baa_on_file',
      'required',
    ],
    [
      'services that are too long',
      { subcontractors: [{ name: 'x', services: 'x'.repeat(257), baa_on_file: true }] },
      'subcontractors.0.services',
      'too-long',
    ],
  ])('%s: answers 422', async (_, changes, path, code) => {
    const response = await stack.api('POST', '/hipaa/baa', { token: admin, json: { ...baaTerms(), ...changes } });
    expect([response.status, errorsOf(response)]).toEqual([422, [{ path, code }]]);
  });
});

describe('164.504(e) alerts before an agreement ends', () => {
  it('come once for each threshold, whatever the clock does, and with the schedule’s own function', async () => {
    const entity = randomUUID();
    const id = await file({ expiry_date: day(100) }, entity);
    const alertsAfter = async (days: number): Promise<readonly (string | undefined)[]> => {
      await stack.clock.set(days * DAY_MS);
      // The schedule looks every 100 ms; a run takes a moment.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const token = await stack.token('root@platform.test');
      const events = await readWholeLog(stack, token, entity);
      return events
        .filter(
          ({ operation, source, resource_id }) =>
            operation === 'alertExpiringAgreement' && source === 'system' && resource_id === id,
        )
        .map(({ reason_code }) => reason_code)
        .reverse();
    };
    expect(await alertsAfter(5)).toEqual([]);
    expect(await alertsAfter(15)).toEqual(['expires-within-90-days']);
    expect(await alertsAfter(16)).toEqual(['expires-within-90-days']);
    // 60 days are passed over.
    const three = ['expires-within-90-days', 'expires-within-30-days', 'expires-within-7-days'];
    expect(await alertsAfter(75)).toEqual(three.slice(0, 2));
    expect(await alertsAfter(95)).toEqual(three);
    expect(await alertsAfter(101)).toEqual(three);
    expect(stack.logText().match(/"BaaExpiring":/g)?.length).toBeGreaterThan(0);
    await stack.clock.set(0);
  });
});
