import { randomUUID } from 'node:crypto';
import { DestructionCertificate, DestructionWaiting, KeyPage, KeyView } from '../../shared/api/schemas/key';
import { problemCode } from '../support/api-problem';
import { eventsOfRequest } from '../support/audit-log';
import type { LocalStack } from '../support/local-stack';
import { sharedStack } from '../support/shared-stack';
import type { StackResponse } from '../support/stack-request';
import { baaOf, baaTerms, endAgreements, storeBaa } from '../support/stored-baa';
import { destroyElsewhere } from '../support/stored-key';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let stack: LocalStack;
let admin: string;
let root: string;
let offset = 0;

const signIn = async (): Promise<void> => {
  admin = await stack.token('admin@other.test');
  root = await stack.token('root@platform.test');
};
/** Moves time, and signs in again: tokens and sessions age as well. */
const move = async (by: number): Promise<void> => {
  offset += by;
  await stack.clock.set(offset);
  await signIn();
};
beforeAll(async () => {
  stack = await sharedStack();
  await signIn();
});
afterEach(() => stack.faults.clear());
afterAll(() => stack.stop());

const entityB = (): string => stack.ready.covered_entities.b;
const named = (entity: string) => ({ covered_entity_id: entity });

const list = async (entity: string, query: Record<string, string> = {}) => {
  const response = await stack.api('GET', '/hipaa/keys', { token: root, query: { ...named(entity), ...query } });
  expect(response.status).toBe(200);
  return KeyPage.parse(response.json);
};
const rotate = (entity: string, headers: Record<string, string> = {}): Promise<StackResponse> =>
  stack.api('POST', '/hipaa/keys/rotate', { token: root, query: named(entity), headers });
const encrypt = (entity: string, value = 'synthetic') =>
  stack.api('POST', '/hipaa/encrypt', { token: root, json: { value, ...named(entity) } });
const sealed = async (entity: string) =>
  (await encrypt(entity)).json as { readonly ciphertext: string; readonly key_version: number };
const rewrap = (entity: string, ciphertext: string) =>
  stack.api('POST', '/hipaa/rewrap', { token: root, json: { ciphertext, ...named(entity) } });
const decrypt = (entity: string, ciphertext: string, purpose = 'operations') =>
  stack.api('POST', '/hipaa/decrypt', { token: root, json: { ciphertext, purpose, ...named(entity) } });
const destroy = (token: string, version: number, confirm?: string, entity = entityB()): Promise<StackResponse> =>
  stack.api('DELETE', `/hipaa/keys/${version}`, {
    token,
    query: { ...named(entity), ...(confirm === undefined ? {} : { confirm }) },
  });

/** An entity under agreement. */
const newEntity = async (): Promise<string> => {
  const entity = randomUUID();
  await storeBaa(stack, baaOf(entity));
  return entity;
};
const newest = async (entity: string) => {
  const [key] = (await list(entity)).items;
  if (key === undefined) throw new Error('no key');
  return key;
};

describe('164.312(a)(2)(iv) GET /hipaa/keys', () => {
  it('lists every version in pages, newest first, with its age', async () => {
    const entity = await newEntity();
    expect((await list(entity)).items).toEqual([]);
    for (const version of [1, 2, 3]) expect(KeyView.parse((await rotate(entity)).json).version).toBe(version);
    const first = await list(entity, { limit: '2' });
    expect(first.items.map(({ version, state, age_days }) => [version, state, age_days])).toEqual([
      [3, 'active', 0],
      [2, 'retired', 0],
    ]);
    const rest = await list(entity, { limit: '2', cursor: first.next_cursor ?? '' });
    expect([rest.items.map(({ version }) => version), rest.next_cursor]).toEqual([[1], undefined]);
  });

  it('refuses a cursor of another entity, and a forged one', async () => {
    const entity = await newEntity();
    await rotate(entity);
    await rotate(entity);
    const { next_cursor: cursor = '' } = await list(entity, { limit: '1' });
    for (const query of [
      { ...named(entityB()), cursor },
      { ...named(entity), cursor: `A${cursor.slice(1)}` },
    ]) {
      const response = await stack.api('GET', '/hipaa/keys', { token: root, query });
      expect([response.status, problemCode(response)]).toEqual([400, 'invalid-cursor']);
    }
  });
});

describe('164.312(a)(2)(iv) POST /hipaa/keys/rotate', () => {
  it('needs an agreement in force: there is no key material without one', async () => {
    const response = await rotate(randomUUID());
    expect([response.status, problemCode(response)]).toEqual([403, 'baa-missing']);
  });

  it('makes one version for ten repeats of one idempotency key, with the same answer', async () => {
    const entity = await newEntity();
    const headers = { 'Idempotency-Key': randomUUID() };
    const first = await rotate(entity, headers);
    const answers = await Promise.all(Array.from({ length: 9 }, () => rotate(entity, headers)));
    expect(new Set([first, ...answers].map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect((await list(entity)).items).toHaveLength(1);
    const others = await eventsOfRequest(stack, root, first.headers.get('x-request-id'), entity);
    expect(others).toMatchObject([{ operation: 'rotateKey', key_version: 1, outcome: 'success', status_code: 201 }]);
    // A repeat makes nothing: its event names the version that was made, and none that never was.
    const repeated = await eventsOfRequest(stack, root, answers[0]?.headers.get('x-request-id') ?? null, entity);
    const { resource_id, key_version } = others[0] ?? {};
    expect(repeated).toMatchObject([{ operation: 'rotateKey', outcome: 'success', resource_id, key_version }]);
  });

  it('called five times at once: each answer has a version of its own, without a gap', async () => {
    const entity = await newEntity();
    const answers = await Promise.all(Array.from({ length: 5 }, () => rotate(entity)));
    const made = answers.filter(({ status }) => status === 201).map(({ json }) => KeyView.parse(json).version);
    expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    expect(made.sort()).toEqual(made.map((_, index) => index + 1));
    const { items } = await list(entity);
    expect(items.map(({ version }) => version)).toEqual([...made].reverse());
  });

  it('old tokens open, rewrapping moves them, and warm instances seal under the new version within five minutes', async () => {
    const entity = await newEntity();
    const old = await sealed(entity);
    expect(old.key_version).toBe(1);
    expect((await rotate(entity)).status).toBe(201);
    expect((await decrypt(entity, old.ciphertext)).json).toEqual({ value: 'synthetic' });
    await move(5 * MINUTE + 1000);
    expect((await sealed(entity)).key_version).toBe(2);
    const moved = await rewrap(entity, old.ciphertext);
    expect(moved.json).toMatchObject({ key_version: 2 });
    const { ciphertext } = moved.json as { readonly ciphertext: string };
    expect((await decrypt(entity, ciphertext)).json).toEqual({ value: 'synthetic' });
  });

  it('happens by itself with the first sealing after thirty days, once for ten at a time', async () => {
    const entity = await newEntity();
    await sealed(entity);
    await move(30 * DAY);
    const versions = await Promise.all(Array.from({ length: 10 }, () => sealed(entity)));
    expect(new Set(versions.map(({ key_version }) => key_version))).toEqual(new Set([2]));
    expect((await list(entity)).items.map(({ age_days }) => age_days)).toEqual([0, 30]);
  });
});

describe('164.310(d)(2)(i) DELETE /hipaa/keys/{version}: crypto-shred', () => {
  it('refuses while an agreement is in force, or one is to come', async () => {
    const entity = await newEntity();
    await rotate(entity);
    const { key_id } = await newest(entity);
    const inForce = await destroy(root, 1, key_id, entity);
    expect([inForce.status, problemCode(inForce)]).toEqual([409, 'key-needed']);
    await endAgreements(stack, entity);
    await storeBaa(stack, baaOf(entity, { effective_date: '2098-01-01' }));
    const toCome = await destroy(root, 1, key_id, entity);
    expect([toCome.status, problemCode(toCome)]).toEqual([409, 'key-needed']);
    expect(await eventsOfRequest(stack, root, toCome.headers.get('x-request-id'), entity)).toMatchObject([
      { operation: 'destroyKey', action: 'DELETE', outcome: 'failure', reason_code: 'key-needed' },
    ]);
  });

  it('refuses without the key’s id, with another’s, and a version that is not there', async () => {
    const entity = await newEntity();
    await rotate(entity);
    await endAgreements(stack, entity);
    for (const confirm of [undefined, 'no-uuid', randomUUID()]) {
      const response = await destroy(root, 1, confirm, entity);
      expect([response.status, problemCode(response)]).toEqual([422, 'invalid-request']);
      expect(response.json).toMatchObject({ errors: [{ path: 'confirm' }] });
    }
    const missing = await destroy(root, 2, (await newest(entity)).key_id, entity);
    expect([missing.status, problemCode(missing)]).toEqual([404, 'not-found']);
    for (const version of ['0', '-1', 'x', '1.0', '9999999999']) {
      const response = await stack.api('DELETE', `/hipaa/keys/${version}`, {
        token: root,
        query: { ...named(entity), confirm: randomUUID() },
      });
      expect(response.status).toBe(422);
    }
  });

  it('takes two admins within a day, ends what the key sealed on warm instances, and answers its certificate for ever', async () => {
    const entity = entityB();
    const token = await sealed(entity);
    const { key_id, version } = await newest(entity);
    expect((await decrypt(entity, token.ciphertext)).status).toBe(200);
    await endAgreements(stack, entity);

    const asked = await destroy(admin, version, key_id);
    expect(asked.status).toBe(202);
    const waiting = DestructionWaiting.parse(asked.json);
    expect(waiting).toMatchObject({ key_id, version });
    expect(waiting.warning).toContain('164.528');
    const again = await destroy(admin, version, key_id);
    expect([again.status, again.json]).toEqual([202, asked.json]);
    expect((await newest(entity)).destruction_request).toMatchObject({ requested_by: waiting.requested_by });

    await move(24 * HOUR);
    const late = await destroy(root, version, key_id);
    expect(late.status).toBe(202);
    expect(DestructionWaiting.parse(late.json).requested_by).not.toBe(waiting.requested_by);

    const opened = () =>
      stack.api('POST', '/hipaa/decrypt', { token: admin, json: { ciphertext: token.ciphertext, purpose: 'return' } });
    expect((await opened()).status).toBe(200);
    const done = await destroy(admin, version, key_id);
    expect(done.status).toBe(200);
    const certificate = DestructionCertificate.parse(done.json);
    expect(certificate).toMatchObject({
      covered_entity_id: entity,
      key_id,
      version,
      requested_by: DestructionWaiting.parse(late.json).requested_by,
      confirmed_by: waiting.requested_by,
    });
    expect(certificate.method).toContain('Records of disclosures (45 CFR 164.528)');
    expect(Date.parse(certificate.irreversible_from) - Date.parse(certificate.destroyed_at)).toBe(35 * DAY);
    expect(await eventsOfRequest(stack, root, done.headers.get('x-request-id'), entity)).toMatchObject([
      { id: certificate.audit_event_id, operation: 'destroyKey', resource_id: key_id, key_version: version },
    ]);
    for (const caller of [admin, root]) {
      const repeat = await destroy(caller, version, key_id);
      expect([repeat.status, repeat.json]).toEqual([200, done.json]);
    }
    expect(await newest(entity)).toMatchObject({
      state: 'destroyed',
      certificate,
      destroyed_at: certificate.destroyed_at,
    });

    await move(5 * MINUTE + 1000);
    const gone = await opened();
    expect([gone.status, problemCode(gone)]).toEqual([422, 'phi-integrity-failure']);

    // A new agreement: the next sealing makes the next version, at once.
    await storeBaa(stack, baaOf(entity, { created_at: new Date(Date.now() + offset).toISOString() }));
    const fresh = await sealed(entity);
    expect(fresh.key_version).toBe(version + 1);
    expect((await decrypt(entity, fresh.ciphertext)).json).toEqual({ value: 'synthetic' });
  });

  it('destroyed or not, nothing changes when the event cannot be written', async () => {
    const entity = await newEntity();
    await rotate(entity);
    await endAgreements(stack, entity);
    const { key_id } = await newest(entity);
    await stack.faults.add({
      service: 'dynamodb',
      operation: '*',
      table: 'audit',
      error: 'AccessDeniedException',
      count: 0,
    });
    expect((await destroy(root, 1, key_id, entity)).status).toBe(503);
    await stack.faults.clear();
    expect((await newest(entity)).destruction_request).toBeUndefined();
  });
});

const TRANSACTION_ON_KEYS = { service: 'dynamodb', operation: 'TransactWriteItems', table: 'keys' } as const;

describe('guarantee 2: a key’s destruction and a new agreement, at the same time', () => {
  it('never both: ten rounds of the second admin’s word beside a new agreement', async () => {
    const entity = entityB();
    const both: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      await storeBaa(stack, baaOf(entity, { created_at: new Date(Date.now() + offset).toISOString() }));
      expect((await rotate(entity)).status).toBe(201);
      const { key_id, version } = await newest(entity);
      await endAgreements(stack, entity);
      expect((await destroy(admin, version, key_id)).status).toBe(202);
      // The destroying transaction comes a little later than what it was decided upon.
      await stack.faults.add({ ...TRANSACTION_ON_KEYS, error: 'ThrottlingException', count: 1 });
      const file = async () => {
        const json = { ...baaTerms(), covered_entity_id: entity };
        const filed = await stack.api('POST', '/hipaa/baa', { token: root, json });
        expect(filed.status).toBe(201);
        return (await newest(entity)).state;
      };
      const [destroyed, whenFiled] = await Promise.all([destroy(root, version, key_id), file()]);
      const { state, certificate } = await newest(entity);
      expect([destroyed.status, state]).toEqual(certificate === undefined ? [409, 'active'] : [200, 'destroyed']);
      if (destroyed.status === 409) expect(problemCode(destroyed)).toBe('key-needed');
      if (whenFiled !== state) both.push(round);
    }
    expect(both).toEqual([]);
  });
});

describe('a key destroyed elsewhere', () => {
  it('stops opening within five minutes, with the answer of any bad ciphertext, and sealing goes on under the next', async () => {
    const entity = await newEntity();
    const { ciphertext } = await sealed(entity);
    const { key_id } = await newest(entity);
    await Promise.all(Array.from({ length: 4 }, () => decrypt(entity, ciphertext)));
    await destroyElsewhere(stack, entity, key_id);
    await move(5 * MINUTE + 1000);
    const answers = await Promise.all(Array.from({ length: 4 }, () => decrypt(entity, ciphertext)));
    const forged = await decrypt(entity, `phi.v1.${'A'.repeat(140)}`);
    const bare = ({ json, status }: StackResponse) => ({ status, ...(json as object), request_id: '' });
    for (const answer of answers) expect(bare(answer)).toEqual(bare(forged));
    expect(problemCode(forged)).toBe('phi-integrity-failure');
    expect((await newest(entity)).state).toBe('destroyed');
    expect((await sealed(entity)).key_version).toBe(2);
  });
});
