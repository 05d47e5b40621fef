import { problemCode } from '../../support/api-problem';
import { authenticatedRoutes, routes } from './route-caller';
import { pathOf, routeExamples } from './route-examples';

const withBody = authenticatedRoutes.filter(([, route]) => route.request.body !== undefined);
const withInput = authenticatedRoutes.filter(([, { request }]) => Object.keys(request).length > 0);

describe.each(withInput)('wrong input: %s', (operationId, route) => {
  it('answers 422 to well-formed input that is wrong, and records it once', async () => {
    const token = await routes().tokenFor(operationId, route);
    const { path, ...invalid } = routeExamples[operationId].invalid;
    const response = await routes().stack.api(route.method, pathOf(route.path, path), { token, ...invalid });
    expect(response.status).toBe(422);
    expect(problemCode(response)).toBe('invalid-request');
    expect(await routes().eventsOf(response)).toMatchObject([{ outcome: 'failure', reason_code: 'invalid-request' }]);
  });
});

/**
 * All routes read their bodies through one parser; `npm test` asks a fifth of them, always the same one, and
 * `PHIDUCIA_WHOLE_ROUTES=1` all.
 */
const SHARE = process.env.PHIDUCIA_WHOLE_ROUTES === '1' ? 1 : 5;
const TURN = 2 % SHARE;
const asked = withBody.filter((_, index) => index % SHARE === TURN);

describe.each(asked)(`wrong bodies, share ${TURN + 1} of ${SHARE}: %s`, (operationId, route) => {
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
    const token = await routes().tokenFor(operationId, route);
    const response = await routes().stack.api(route.method, pathOf(route.path), { token, body, headers });
    expect([response.status, problemCode(response)]).toEqual([status, code]);
    expect(response.text).not.toContain('Jane Roe');
    expect(await routes().eventsOf(response)).toMatchObject([
      { operation: operationId, reason_code: code, status_code: status },
    ]);
  });
});
