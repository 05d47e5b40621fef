import * as z from 'zod';
import { methodsOf, routeEntries } from '../../../shared/api/routes/routes';
import { expectCommonHeaders, problemCode } from '../../support/api-problem';
import { authenticatedRoutes, otherMethod, routes, wrongUsers } from './route-caller';
import { pathOf, routeExamples } from './route-examples';

describe.each(routeEntries)('every route: %s', (operationId, route) => {
  it('answers its stated status and schema, with the common headers', async () => {
    const { response } = await routes().accepted(operationId, route);
    expect(response.status).toBe(route.response.status);
    expect((route.response.body ?? z.undefined()).safeParse(response.json).error).toBeUndefined();
    expect(response.text === '').toBe(route.response.body === undefined);
    expectCommonHeaders(response);
  });

  it('answers 405 with Allow to another method, OPTIONS included', async () => {
    for (const method of [otherMethod(route.path), 'OPTIONS']) {
      const response = await routes().stack.api(method, pathOf(route.path));
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe(methodsOf(route.path).join(', '));
      expect(problemCode(response)).toBe('method-not-allowed');
      expectCommonHeaders(response);
    }
  });
});

describe.each(authenticatedRoutes)('164.312(d) person or entity authentication: %s', (_, route) => {
  it('answers 401 without a token', async () => {
    const response = await routes().bare(route);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(problemCode(response)).toBe('unauthenticated');
    expectCommonHeaders(response);
  });
});

const withForms = authenticatedRoutes.flatMap(([id, route]) =>
  (route.response.representations ?? []).map((mediaType) => [id, mediaType, route] as const),
);

describe('every form that a route states', () => {
  it.each(withForms)('%s answers %s, audited once, with the common headers', async (operationId, mediaType, route) => {
    const token = await routes().tokenFor(operationId, route);
    const response = await routes().call(operationId, route, { token, headers: { Accept: mediaType } });
    expect(response.status).toBe(route.response.status);
    expect(response.headers.get('content-type')?.split(';')[0]).toBe(mediaType);
    expect(response.headers.get('vary')).toContain('Accept');
    expectCommonHeaders(response);
    expect(await routes().eventsOf(response)).toMatchObject([{ operation: operationId, outcome: 'success' }]);
  });
});

const refusals = authenticatedRoutes.flatMap((entry) => wrongUsers(entry[1]).map((user) => [...entry, user] as const));

describe('164.312(a)(1) access control', () => {
  it.each(refusals.map(([id, route, user]) => [id, user, route] as const))(
    '%s answers 403 to %s, and records the denial once',
    async (operationId, user, route) => {
      const response = await routes().bare(route, { token: await routes().token(user) });
      expect(response.status).toBe(403);
      expect(problemCode(response)).toBe('role-required');
      expect(await routes().eventsOf(response)).toMatchObject([
        { operation: operationId, outcome: 'denied', status_code: 403, reason_code: 'role-required' },
      ]);
    },
  );
});

describe.each(authenticatedRoutes)('164.312(b) audit controls: %s', (operationId, route) => {
  it('leaves exactly one event for a call that succeeds', async () => {
    const { response, events } = await routes().accepted(operationId, route);
    expect(events).toMatchObject([
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
