import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { demoUsers } from '../../../infra/local/seed/demo-users';
import { coveredEntities } from '../../../infra/local/seed/covered-entities';
import { routeEntries } from '../../../shared/api/routes/routes';
import { type LocalStack, startLocalStack } from '../../support/local-stack';

let stack: LocalStack;
beforeAll(async () => {
  stack = await startLocalStack();
});
afterAll(() => stack.stop());
afterEach(async () => {
  await stack.faults.clear();
  await stack.clock.set(0);
});

const encrypt = (token: string) =>
  stack.api('POST', '/hipaa/encrypt', { token, json: { value: 'Maria', category: 'demographics' } });

describe('the bundles that are deployed run behind the gateway', () => {
  it.each(routeEntries.filter(([, { access }]) => access.kind !== 'public'))(
    '%s: 401 without a token',
    async (_, route) => {
      const response = await stack.api(route.method, route.path, route.request.body === undefined ? {} : { json: {} });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    },
  );

  it('answers on the public routes', async () => {
    expect((await stack.api('GET', '/health')).json).toMatchObject({ status: 'ok', region: stack.ready.region });
    expect((await stack.api('GET', '/openapi.json')).json).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) });
  });

  it('405 with Allow, by the function that reads the route table', async () => {
    const response = await stack.api('PATCH', '/hipaa/encrypt');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toContain('POST');
  });

  it('reaches its engines through the real SDK clients: a value goes in and comes back', async () => {
    const token = await stack.token('admin@demo.test');
    const sealed = (await encrypt(token)).json as { readonly ciphertext: string };
    const opened = await stack.api('POST', '/hipaa/decrypt', {
      token,
      json: { ciphertext: sealed.ciphertext, purpose: 'treatment' },
    });
    expect(opened).toMatchObject({ status: 200, json: { value: 'Maria' } });
    const counts = await stack.callCounts();
    expect(counts.kms?.GenerateDataKey).toBeGreaterThanOrEqual(1);
    expect(counts.dynamodb?.PutItem).toBeGreaterThanOrEqual(2);
  });
});

describe('what the stack starts with', () => {
  it.each(demoUsers)('$email signs in: $description', async ({ email, groups, coveredEntityId }) => {
    const { access, id, refresh } = await stack.signIn(email);
    const claims = decodeJwt(access);
    expect(claims).toMatchObject({ iss: stack.ready.issuer, client_id: stack.ready.client_id, token_use: 'access' });
    expect(claims['cognito:groups'] ?? []).toEqual([...groups]);
    expect(claims.covered_entity_id).toBe(coveredEntityId);
    expect(claims.scope).toContain('phiducia/api');
    expect(decodeProtectedHeader(access).kid).toBe(stack.ready.kid);
    expect(decodeJwt(id).token_use).toBe('id');
    expect(refresh.length).toBeGreaterThan(20);
  });

  it.each([
    ['a', 'admin@demo.test'],
    ['b', 'admin@other.test'],
  ] as const)('an active agreement for entity %s, with its audit event', async (name, email) => {
    const token = await stack.token(email);
    expect((await encrypt(token)).status).toBe(200);
    const log = await stack.api('GET', '/hipaa/audit-logs', { token, query: { limit: '100' } });
    const { items } = log.json as { readonly items: readonly unknown[] };
    expect(items).toContainEqual(
      expect.objectContaining({
        operation: 'createBaa',
        action: 'WRITE',
        outcome: 'success',
        covered_entity_id: coveredEntities[name],
      }),
    );
  });

  it('READY names what scripts need, and the files are where LOCAL.md says', () => {
    expect(stack.ready).toMatchObject({
      region: 'us-east-1',
      covered_entities: coveredEntities,
      log: join(stack.home, 'server.log'),
    });
    expect(existsSync(join(stack.home, 'cognito', 'signing-key.pem'))).toBe(true);
  });
});

describe('ID tokens and refresh tokens open nothing', () => {
  it.each(['id', 'refresh'] as const)('%s', async (kind) => {
    expect((await stack.api('GET', '/session', { token: await stack.token('admin@demo.test', kind) })).status).toBe(
      401,
    );
  });
});

describe('the clock moves functions and tokens alike', () => {
  it('a token expires when it is moved forward, and a new one is of the moved time', async () => {
    const token = await stack.token('auditor@demo.test');
    expect((await stack.api('GET', '/session', { token })).status).toBe(200);
    await stack.clock.set(16 * 60_000);
    expect((await stack.api('GET', '/session', { token })).status).toBe(401);
    const later = await stack.api('GET', '/session', { token: await stack.token('auditor@demo.test') });
    const { signed_in_at } = later.json as { readonly signed_in_at: string };
    expect(Math.abs(Date.parse(signed_in_at) - Date.now() - 16 * 60_000)).toBeLessThan(10_000);
  });

  it('an agreement ends when its expiry date has passed', async () => {
    await stack.clock.set(4 * 366 * 86_400_000);
    const response = await encrypt(await stack.token('developer@demo.test'));
    expect(response).toMatchObject({ status: 403, json: { code: 'baa-expired' } });
  });
});

describe('faults reach the functions', () => {
  it('by logical table name, until they are used up', async () => {
    const token = await stack.token('admin@demo.test');
    await encrypt(token);
    await stack.faults.add({
      service: 'dynamodb',
      operation: '*',
      table: 'audit',
      error: 'AccessDeniedException',
      count: 1,
    });
    const response = await encrypt(token);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect((await encrypt(token)).status).toBe(200);
  });
});

describe('the log', () => {
  it('has a line for each request before the answer is there, all of them JSON, none with the value', async () => {
    const token = await stack.token('admin@demo.test');
    const response = await stack.api('POST', '/hipaa/encrypt', { token, json: { value: 'Xylophania Quux' } });
    const requestId = response.headers.get('x-request-id');
    expect(stack.logLines()).toContainEqual(expect.objectContaining({ request_id: requestId }));
    expect(stack.logText()).not.toContain('Quux');
  });
});
