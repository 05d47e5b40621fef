import { randomUUID } from 'node:crypto';
import type { Baa } from '../../shared/domain/baa';
import { problemCode } from '../support/api-problem';
import { eventsOfRequest } from '../support/audit-log';
import type { LocalStack } from '../support/local-stack';
import { sharedStack } from '../support/shared-stack';
import { baaOf, storeBaa } from '../support/stored-baa';

const DAY_MS = 24 * 60 * 60 * 1000;
const day = (offset: number): string => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);

let stack: LocalStack;
let root: string;

beforeAll(async () => {
  stack = await sharedStack();
  root = await stack.token('root@platform.test');
});
afterAll(() => stack.stop());

const encrypt = (entity: string, more: object = {}) =>
  stack.api('POST', '/hipaa/encrypt', { token: root, json: { value: 'x', covered_entity_id: entity, ...more } });

/** A covered entity of its own with the given agreements. */
const entityWith = async (...agreements: readonly Partial<Baa>[]): Promise<string> => {
  const entity = randomUUID();
  for (const agreement of agreements) await storeBaa(stack, baaOf(entity, agreement));
  return entity;
};

const refusals: readonly (readonly [code: string, agreements: readonly Partial<Baa>[]])[] = [
  ['baa-missing', []],
  ['baa-expired', [{ expiry_date: day(-1) }]],
  ['baa-not-yet-effective', [{ effective_date: day(2) }]],
  ['baa-region-mismatch', [{ data_residency_region: 'us-west-2' }]],
  ['baa-category-missing', [{ phi_categories: ['billing', 'treatment'] }]],
  ['baa-deactivated', [{ deactivated_at: '2024-05-06T07:08:09.000Z' }]],
];

describe('164.502(e), 164.504(e) business associate contracts: no BAA, no PHI', () => {
  it.each(refusals)('%s: answers 403 with a code of its own, and records it', async (code, agreements) => {
    const entity = await entityWith(...agreements);
    const response = await encrypt(entity);
    expect([response.status, problemCode(response)]).toEqual([403, code]);
    expect(await eventsOfRequest(stack, root, response.headers.get('x-request-id'), entity)).toMatchObject([
      { outcome: 'denied', status_code: 403, reason_code: code, phi_fields_accessed: [] },
    ]);
  });

  it('takes any agreement that is active, whatever stands beside it (renewal)', async () => {
    const entity = await entityWith({ expiry_date: day(-1) }, {}, { effective_date: day(30) });
    expect((await encrypt(entity)).status).toBe(200);
  });

  it('asks for the category that is touched alone', async () => {
    const entity = await entityWith({ phi_categories: ['billing'] });
    expect((await encrypt(entity, { category: 'billing' })).status).toBe(200);
    expect(problemCode(await encrypt(entity, { category: 'diagnosis' }))).toBe('baa-category-missing');
  });

  it.each([
    ['decrypted', 'decrypt', { purpose: 'operations' }],
    ['rewrapped', 'rewrap', {}],
  ])('checks the category of a ciphertext again when it is %s', async (_, operation, more) => {
    const entity = await entityWith({ phi_categories: ['diagnosis'] });
    const sealed = await encrypt(entity, { category: 'diagnosis' });
    const { ciphertext } = Object(sealed.json) as { readonly ciphertext: string };
    const bytes = Buffer.from(ciphertext.slice('phi.v1.'.length), 'base64url');
    // Byte 0 is the category: 4 is billing.
    const relabelled = `phi.v1.${Buffer.concat([Buffer.of(4), bytes.subarray(1)]).toString('base64url')}`;
    const open = (token: string) =>
      stack.api('POST', `/hipaa/${operation}`, {
        token: root,
        json: { ciphertext: token, covered_entity_id: entity, ...more },
      });
    expect((await open(ciphertext)).status).toBe(200);
    expect(problemCode(await open(relabelled))).toBe('baa-category-missing');
  });

  it('closes the gate when the last day of an agreement is over, on warm instances too', async () => {
    const entity = await entityWith({ expiry_date: day(0) });
    const millisecondsToMidnight = DAY_MS - (Date.now() % DAY_MS);
    // Not within the margin by which the gate closes early.
    if (millisecondsToMidnight > 60_000) expect((await encrypt(entity)).status).toBe(200);
    await stack.clock.set(DAY_MS);
    root = await stack.token('root@platform.test');
    expect(problemCode(await encrypt(entity))).toBe('baa-expired');
    await stack.clock.set(0);
    root = await stack.token('root@platform.test');
  });
});

describe('164.504(e)(2)(ii)(J) return of PHI after the end of the agreement', () => {
  const HOUR_MS = 60 * 60 * 1000;

  it('lets the entity’s own admin decrypt with purpose `return`, marks the event, and lets nobody encrypt', async () => {
    const seal = await stack.api('POST', '/hipaa/encrypt', {
      token: await stack.token('admin@other.test'),
      json: { value: 'take me home' },
    });
    const { ciphertext } = Object(seal.json) as { readonly ciphertext: string };
    await stack.clock.set(4 * 365 * DAY_MS + HOUR_MS);
    const admin = await stack.token('admin@other.test');
    const decrypt = (purpose: string) =>
      stack.api('POST', '/hipaa/decrypt', { token: admin, json: { ciphertext, purpose } });

    expect(problemCode(await decrypt('treatment'))).toBe('baa-expired');
    const returned = await decrypt('return');
    expect([returned.status, returned.json]).toEqual([200, { value: 'take me home' }]);
    expect(await eventsOfRequest(stack, admin, returned.headers.get('x-request-id'))).toMatchObject([
      { purpose: 'return', baa_state: 'ended' },
    ]);
    const sealed = await stack.api('POST', '/hipaa/encrypt', { token: admin, json: { value: 'x', purpose: 'return' } });
    expect(problemCode(sealed)).toBe('baa-expired');

    await stack.clock.set(0);
  });

  it('does not open purpose `return` while the agreement runs', async () => {
    const admin = await stack.token('admin@demo.test');
    const response = await stack.api('POST', '/hipaa/decrypt', {
      token: admin,
      json: { ciphertext: 'phi.v1.', purpose: 'return' },
    });
    expect([response.status, problemCode(response)]).toEqual([403, 'purpose-not-permitted']);
  });
});
