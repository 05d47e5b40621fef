import * as z from 'zod';
import { ROLES, type Role } from '../../../shared/domain/roles';
import { methodsOf, type OperationId, routeEntries } from '../../../shared/api/routes/routes';
import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import { expectCommonHeaders, problemCode } from '../../support/api-problem';
import { eventsOfRequest } from '../../support/audit-log';
import { type LocalStack, startLocalStack } from '../../support/local-stack';
import type { StackResponse } from '../../support/stack-request';
import { pathOf, routeExamples } from './route-examples';

/** A demo user of entity A for each role, and one without any. */
const USERS: Readonly<Record<Role, string>> = {
  admin: 'admin@demo.test',
  developer: 'developer@demo.test',
  clinician: 'clinician@demo.test',
  auditor: 'auditor@demo.test',
};

const OTHER_ENTITY = 'b7a1c9d2-3f5e-4b86-8c14-52e09d6f7a02';

const rolesOf = ({ access }: RouteDefinition): readonly Role[] => (access.kind === 'roles' ? access.roles : ROLES);
const userFor = (route: RouteDefinition): string => USERS[rolesOf(route)[0] ?? 'admin'];
const wrongUsers = (route: RouteDefinition): readonly string[] =>
  route.access.kind === 'roles'
    ? ['nogroup@demo.test', ...ROLES.filter((role) => !rolesOf(route).includes(role)).map((role) => USERS[role])]
    : [];

const authenticated = routeEntries.filter(([, route]) => route.access.kind !== 'public');
const withBody = authenticated.filter(([, route]) => route.request.body !== undefined);
const withInput = authenticated.filter(([, { request }]) => Object.keys(request).length > 0);
const ofEntity = authenticated.filter(([, route]) => route.scope !== 'none');
const ofNamedEntity = ofEntity.filter(([, route]) => route.scope === 'entity');

let stack: LocalStack;
let auditor: string;
let root: string;

beforeAll(async () => {
  stack = await startLocalStack();
  auditor = await stack.token('auditor@demo.test');
  root = await stack.token('root@platform.test');
});
afterAll(() => stack.stop());

const call = async (
  [operationId, route]: readonly [OperationId, RouteDefinition],
  options: Parameters<LocalStack['api']>[2] = {},
): Promise<StackResponse> => {
  const { path, ...valid } = await routeExamples[operationId].valid(stack);
  return stack.api(route.method, pathOf(route.path, path), { ...valid, ...options });
};

/** The audit log of a user's tree; a platform operator names it. */
const eventsOf = (response: StackResponse, tree?: string) =>
  eventsOfRequest(stack, tree === undefined ? auditor : root, response.headers.get('x-request-id'), tree);

describe.each(routeEntries)('every route: %s', (operationId, route) => {
  it('answers its stated status and schema, with the common headers', async () => {
    const token = route.access.kind === 'public' ? undefined : await stack.token(userFor(route));
    const response = await call([operationId, route], { token });
    expect(response.status).toBe(route.response.status);
    expect((route.response.body ?? z.undefined()).safeParse(response.json).error).toBeUndefined();
    expect(response.text === '').toBe(route.response.body === undefined);
    expectCommonHeaders(response);
  });

  it('answers 405 with Allow to another method, OPTIONS included', async () => {
    for (const method of ['PUT', 'OPTIONS']) {
      const response = await stack.api(method, pathOf(route.path));
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe(methodsOf(route.path).join(', '));
      expect(problemCode(response)).toBe('method-not-allowed');
      expectCommonHeaders(response);
    }
  });
});

describe.each(authenticated)('164.312(d) person or entity authentication: %s', (operationId, route) => {
  it('answers 401 without a token', async () => {
    const response = await call([operationId, route]);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(problemCode(response)).toBe('unauthenticated');
    expectCommonHeaders(response);
  });
});

const withForms = authenticated.flatMap(([id, route]) =>
  (route.response.representations ?? []).map((mediaType) => [id, mediaType, route] as const),
);

describe('every form that a route states', () => {
  it.each(withForms)('%s answers %s, audited once, with the common headers', async (operationId, mediaType, route) => {
    const token = await stack.token(userFor(route));
    const response = await call([operationId, route], { token, headers: { Accept: mediaType } });
    expect(response.status).toBe(route.response.status);
    expect(response.headers.get('content-type')?.split(';')[0]).toBe(mediaType);
    expect(response.headers.get('vary')).toContain('Accept');
    expectCommonHeaders(response);
    expect(await eventsOf(response)).toMatchObject([{ operation: operationId, outcome: 'success' }]);
  });
});

const refusals = authenticated.flatMap((entry) => wrongUsers(entry[1]).map((user) => [...entry, user] as const));

describe('164.312(a)(1) access control', () => {
  it.each(refusals.map(([id, route, user]) => [id, user, route] as const))(
    '%s answers 403 to %s, and records the denial once',
    async (operationId, user, route) => {
      const response = await call([operationId, route], { token: await stack.token(user) });
      expect(response.status).toBe(403);
      expect(problemCode(response)).toBe('role-required');
      expect(await eventsOf(response)).toMatchObject([
        { operation: operationId, outcome: 'denied', status_code: 403, reason_code: 'role-required' },
      ]);
    },
  );
});

describe.each(authenticated)('164.312(b) audit controls: %s', (operationId, route) => {
  it('leaves exactly one event for a call that succeeds', async () => {
    const response = await call([operationId, route], { token: await stack.token(userFor(route)) });
    expect(await eventsOf(response)).toMatchObject([
      {
        operation: operationId,
        source: 'system',
        ...route.audit,
        ...routeExamples[operationId].event,
        outcome: 'success',
        status_code: response.status,
      },
    ]);
  });
});

describe.each(withInput)('wrong input: %s', (operationId, route) => {
  it('answers 422 to well-formed input that is wrong, and records it once', async () => {
    const token = await stack.token(userFor(route));
    const { path, ...invalid } = routeExamples[operationId].invalid;
    const response = await stack.api(route.method, pathOf(route.path, path), { token, ...invalid });
    expect(response.status).toBe(422);
    expect(problemCode(response)).toBe('invalid-request');
    expect(await eventsOf(response)).toMatchObject([{ outcome: 'failure', reason_code: 'invalid-request' }]);
  });
});

describe.each(withBody)('wrong bodies: %s', (operationId, route) => {
  const json = { 'Content-Type': 'application/json' };

  it.each([
    ['is not JSON', '{', json, 400, 'malformed-request'],
    ['is not UTF-8', Uint8Array.of(0x22, 0xff, 0x22), json, 400, 'malformed-request'],
    ['names a key twice', '{"value":"a","value":"b"}', json, 400, 'malformed-request'],
    ['is nested too deep', '['.repeat(100) + ']'.repeat(100), json, 400, 'malformed-request'],
    ['is empty', '', json, 400, 'malformed-request'],
    ['is of another media type', '{}', { 'Content-Type': 'text/plain' }, 415, 'unsupported-media-type'],
    ['asks for another form', '{}', { ...json, Accept: 'text/html' }, 406, 'not-acceptable'],
    ['is over 4 MiB', 'x'.repeat(4 * 1024 * 1024 + 1), json, 413, 'body-too-large'],
    ['holds an unknown field', '{"Jane Roe":1}', json, 422, 'invalid-request'],
    ['is an array', '[]', json, 422, 'invalid-request'],
    ['is null', 'null', json, 422, 'invalid-request'],
  ])('refuses a body that %s, and records it once', async (_, body, headers, status, code) => {
    const token = await stack.token(userFor(route));
    const response = await stack.api(route.method, pathOf(route.path), { token, body, headers });
    expect([response.status, problemCode(response)]).toEqual([status, code]);
    expect(response.text).not.toContain('Jane Roe');
    expect(await eventsOf(response)).toMatchObject([
      { operation: operationId, reason_code: code, status_code: status },
    ]);
  });
});

describe.each(ofEntity)('tenant isolation: %s', (operationId, route) => {
  const named = async (entity: string) => {
    const { json, query } = await routeExamples[operationId].valid(stack);
    return json === undefined
      ? { query: { ...query, covered_entity_id: entity } }
      : { json: { ...Object(json), covered_entity_id: entity } as unknown };
  };

  it('answers 404 to a user who names another covered entity, and records it once', async () => {
    const response = await call([operationId, route], {
      token: await stack.token(userFor(route)),
      ...(await named(OTHER_ENTITY)),
    });
    expect([response.status, problemCode(response)]).toEqual([404, 'not-found']);
    expect(await eventsOf(response)).toMatchObject([{ outcome: 'denied', reason_code: 'not-found' }]);
  });

  it('serves a platform operator who names an entity, and marks the event so', async () => {
    const response = await call([operationId, route], {
      token: root,
      ...(await named(stack.ready.covered_entities.a)),
    });
    expect(response.status).toBe(route.response.status);
    expect(await eventsOf(response)).toMatchObject([{ actor_scope: 'platform', outcome: 'success' }]);
  });
});

describe.each(ofNamedEntity)('platform operators: %s', (operationId, route) => {
  it('answers 422 to a platform operator who names none, and records it in the platform’s tree', async () => {
    const response = await call([operationId, route], { token: root });
    expect([response.status, problemCode(response)]).toEqual([422, 'covered-entity-required']);
    expect(await eventsOf(response, 'platform')).toMatchObject([{ actor_scope: 'platform', outcome: 'failure' }]);
  });
});
