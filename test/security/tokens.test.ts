import { createHmac, createPrivateKey, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { problemCode } from '../support/api-problem';
import { readWholeLog } from '../support/audit-log';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import { type Claims, claimsOf, poolToken, signingKeyPem } from '../support/pool-tokens';

let stack: LocalStack;

beforeAll(async () => {
  stack = await startLocalStack({ background: false });
});
afterAll(() => stack.stop());

/** A token signed by the pool's own key. */
const signed = (changes: Claims = {}, header: Claims = {}): Promise<string> => poolToken(stack, changes, header);

const foreign = async (): Promise<string> => {
  const { privateKey } = await generateKeyPair('RS256');
  return new SignJWT(claimsOf(stack)).setProtectedHeader({ alg: 'RS256', kid: stack.ready.kid }).sign(privateKey);
};

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The public key taken for an HMAC secret. */
const confused = async (): Promise<string> => {
  const { n = '' } = await exportJWK(createPrivateKey(signingKeyPem(stack)));
  const text = `${part({ alg: 'HS256', kid: stack.ready.kid })}.${part(claimsOf(stack))}`;
  return `${text}.${createHmac('sha256', n).update(text).digest('base64url')}`;
};

const HOUR = 3600;
const now = (): number => Math.floor(Date.now() / 1000);

const refused: readonly (readonly [name: string, token: () => Promise<string> | string])[] = [
  ['empty', () => ''],
  ['malformed', () => 'not.a.token'],
  ['cut off', async () => (await signed()).slice(0, -4)],
  ['of alg none', () => `${part({ alg: 'none', kid: stack.ready.kid })}.${part(claimsOf(stack))}.`],
  ['of another key', foreign],
  ['an HMAC with the public key', confused],
  ['of an unknown key id', () => signed({}, { kid: 'unknown' })],
  ['expired', () => signed({ iat: now() - HOUR, auth_time: now() - HOUR, exp: now() - 60 })],
  ['an ID token', () => stack.token('admin@demo.test', 'id')],
  ['a refresh token', () => stack.token('admin@demo.test', 'refresh')],
  ['of another client', () => signed({ client_id: 'someotherclient' })],
  ['of another issuer', () => signed({ iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other0000' })],
  ['without our scope', () => signed({ scope: 'aws.cognito.signin.user.admin' })],
  ['without a session', () => signed({ origin_jti: undefined })],
  [
    'of a session id that no audit event could hold',
    () => signed({ origin_jti: '33333333-3333-3333-3333-333333333333' }),
  ],
  ['with a subject that is no UUID', () => signed({ sub: 'admin' })],
];

describe('164.312(d) person or entity authentication', () => {
  it('accepts an access token of the pool', async () => {
    expect((await stack.api('GET', '/session', { token: await signed() })).status).toBe(200);
  });

  it.each(refused)('answers 401 to a token that is %s', async (_, make) => {
    const response = await stack.api('GET', '/session', { token: await make() });
    expect([response.status, problemCode(response)]).toEqual([401, 'unauthenticated']);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it.each(['Basic YWRtaW46YWRtaW4=', 'bearer', 'Bearer', 'Bearer  '])(
    'answers 401 to the header Authorization: %s',
    async (authorization) => {
      const response = await stack.api('GET', '/session', { headers: { Authorization: authorization } });
      expect(response.status).toBe(401);
    },
  );
});

describe('164.312(a)(2)(i) unique user identification: tenancy comes from the token alone', () => {
  it.each([
    ['of no entity and not of the platform', { covered_entity_id: undefined }],
    ['of an entity and of the platform at once', { 'cognito:groups': ['admin', 'platform'] }],
    ['of an entity that is no UUID', { covered_entity_id: 'demo' }],
    ['of an entity that no audit event could name', { covered_entity_id: '11111111-1111-1111-1111-111111111111' }],
  ])('refuses a user %s, and records it', async (_, overrides) => {
    const response = await stack.api('GET', '/session', { token: await signed(overrides) });
    expect([response.status, problemCode(response)]).toEqual([403, 'tenant-missing']);
    const token = await stack.token('root@platform.test');
    expect(await readWholeLog(stack, token, 'platform')).toContainEqual(
      expect.objectContaining({ request_id: response.headers.get('x-request-id'), reason_code: 'tenant-missing' }),
    );
  });

  it.each(['clinician', 'developer'])('gives a platform operator no role of a covered entity’s %s', async (role) => {
    const token = await signed({ 'cognito:groups': [role, 'platform'], covered_entity_id: undefined });
    const covered_entity_id = stack.ready.covered_entities.a;
    const calls = {
      clinician: ['POST', `/emergency-access/${randomUUID()}`, { reason: 'other', justification: 'None.' }],
      developer: ['POST', '/hipaa/encrypt', { value: 'v' }],
    } as const;
    const [method, path, json] = calls[role === 'developer' ? 'developer' : 'clinician'];
    const response = await stack.api(method, path, { token, json: { ...json, covered_entity_id } });
    expect([response.status, problemCode(response)]).toEqual([403, 'role-required']);
  });

  it('grants nothing to a group that is not a role', async () => {
    const token = await signed({ 'cognito:groups': ['admins', 'Admin', 'root'] });
    const response = await stack.api('GET', '/hipaa/audit-logs', { token });
    expect([response.status, problemCode(response)]).toEqual([403, 'role-required']);
  });
});

describe('164.312(a)(2)(iii) automatic logoff: the token alone does not keep a session alive', () => {
  it('answers 401 to a token whose session was never used and began longer ago than the idle limit', async () => {
    const response = await stack.api('GET', '/session', { token: await signed({ auth_time: now() - 16 * 60 }) });
    expect([response.status, problemCode(response)]).toEqual([401, 'session-idle']);
  });

  it('answers 401 to a session over its longest duration, and records it', async () => {
    const response = await stack.api('GET', '/session', { token: await signed({ auth_time: now() - 13 * HOUR }) });
    expect([response.status, problemCode(response)]).toEqual([401, 'session-expired']);
    const log = await readWholeLog(stack, await stack.token('auditor@demo.test'));
    expect(log).toContainEqual(
      expect.objectContaining({
        request_id: response.headers.get('x-request-id'),
        outcome: 'denied',
        status_code: 401,
      }),
    );
  });

  it('keeps a session that is used alive beyond the idle limit, and ends it when it rests', async () => {
    const MINUTE_MS = 60_000;
    const session = { origin_jti: randomUUID(), sub: randomUUID(), auth_time: now(), exp: now() + 12 * HOUR };
    const token = await signed(session);
    const statusAt = async (minutes: number): Promise<number> => {
      await stack.clock.set(minutes * MINUTE_MS);
      return (await stack.api('GET', '/session', { token })).status;
    };
    expect(await statusAt(0)).toBe(200);
    expect(await statusAt(10)).toBe(200);
    expect(await statusAt(24)).toBe(200);
    expect(await statusAt(40)).toBe(401);
    await stack.clock.set(0);
  });
});
