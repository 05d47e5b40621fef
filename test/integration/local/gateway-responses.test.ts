import { connect } from 'node:net';
import { answered, type GatewayFixture, startGatewayFixture } from './gateway-fixture';

let gateway: GatewayFixture;
beforeEach(async () => {
  gateway = await startGatewayFixture();
});
afterEach(() => gateway.close());

const failed = (
  reason: 'throttled' | 'timed-out' | 'crashed' | 'init-failed' | 'handler-threw' | 'response-too-large',
) => ({ kind: 'failed', reason }) as const;

const MEBIBYTE = 1024 * 1024;
const NO_HOST = 'GET /api/v1/health HTTP/1.1\r\nConnection: close\r\n\r\n';

describe('what the gateway answers by itself is a problem of the catalogue', () => {
  it('401 without a good token, before the body is read', async () => {
    const response = await gateway.request('POST', '/api/v1/hipaa/encrypt', { token: 'bad', json: {} });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(response.headers.get('server')).toBeNull();
    expect(response.json).toEqual({
      type: '/problems/unauthenticated',
      title: expect.any(String),
      status: 401,
      code: 'unauthenticated',
      detail: expect.any(String),
      request_id: response.headers.get('x-request-id'),
    });
    expect(gateway.invocations).toEqual([]);
  });

  it.each([
    '/api/v1/nothing',
    '/api/v1',
    '/api/v1/',
    '/api/v1/health/',
    '/api/health',
    '/api/v2/health',
    '/api/v1/HEALTH',
    '/nothing',
    '/docs/../x',
  ])('404 for %s, with a token or without', async (path) => {
    for (const options of [{}, { token: 'good' }]) {
      const response = await gateway.request('GET', path, options);
      expect(response.status).toBe(404);
      expect(response.json).toMatchObject({ code: 'not-found', status: 404 });
    }
    expect(gateway.invocations).toEqual([]);
  });

  it.each([
    [429, 'rate-limited', '5', failed('throttled')],
    [503, 'service-unavailable', '5', failed('timed-out')],
    [503, 'service-unavailable', '5', failed('crashed')],
    [503, 'service-unavailable', '5', failed('init-failed')],
    [503, 'service-unavailable', '5', failed('handler-threw')],
    [503, 'service-unavailable', '5', failed('response-too-large')],
    [500, 'internal-error', null, answered('not a proxy result')],
    [500, 'internal-error', null, answered({ statusCode: 200, body: { not: 'text' } })],
    [500, 'internal-error', null, answered({ statusCode: 200, headers: { 'X-Bad': 'a\r\nSet-Cookie: b' } })],
    [500, 'internal-error', null, answered({ statusCode: 200, cookies: ['only in format 2.0'] })],
    [500, 'internal-error', null, answered(null)],
  ])('%i %s (Retry-After %s) for %j', async (status, code, retryAfter, outcome) => {
    gateway.respond(outcome);
    const response = await gateway.request('GET', '/api/v1/health');
    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBe(retryAfter);
    expect(response.json).toMatchObject({ code, status, type: `/problems/${code}` });
    if (status >= 500) {
      expect(Object.keys(response.json as object).sort()).toEqual(['code', 'error_id', 'status', 'title', 'type']);
    }
  });

  it('504 when the function does not answer in time', async () => {
    await gateway.close();
    gateway = await startGatewayFixture({ timeoutMs: 50 });
    gateway.respond(() => new Promise(() => undefined));
    const response = await gateway.request('GET', '/api/v1/health');
    expect(response.status).toBe(504);
    expect(response.json).toMatchObject({ code: 'gateway-timeout', status: 504 });
  });

  it('400 for what is not HTTP, for no host, and for too many headers', async () => {
    const send = (text: string): Promise<string> =>
      new Promise((resolve, reject) => {
        let answer = '';
        const socket = connect(gateway.server.port, '127.0.0.1', () => socket.write(text));
        socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
        socket
          .once('end', () => {
            resolve(answer);
          })
          .once('error', reject);
      });
    for (const text of [
      'NONSENSE\r\n\r\n',
      NO_HOST,
      `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
    ]) {
      const answer = await send(text);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('application/problem+json');
      expect(answer).toContain('"malformed-request"');
    }
  });
});

describe('limits of size', () => {
  it('lets a body a little over 4 MiB through to the function, which refuses and audits it', async () => {
    const body = Buffer.alloc(4 * MEBIBYTE + 1, 'x');
    const response = await gateway.request('POST', '/api/v1/hipaa/encrypt', { token: 'good', body });
    expect(response.status).toBe(200);
    expect(Buffer.from(gateway.invocations[0]?.event.body ?? '', 'base64').equals(body)).toBe(true);
  });

  it.each([4.5 * MEBIBYTE, 12 * MEBIBYTE])('413 for a body of %i bytes, which no event can hold', async (bytes) => {
    const body = Buffer.alloc(bytes, 'x');
    const response = await gateway.request('POST', '/api/v1/hipaa/encrypt', { token: 'good', body });
    expect(response.status).toBe(413);
    expect(response.json).toMatchObject({ code: 'body-too-large', status: 413 });
    expect(gateway.invocations).toEqual([]);
    expect((await gateway.request('GET', '/api/v1/health')).status).toBe(200);
  });
});

describe('a body that nobody reads', () => {
  it('does not keep its sender from the answer, nor the next request', async () => {
    const body = Buffer.alloc(8 * MEBIBYTE, 'x');
    expect((await gateway.request('POST', '/api/v1/hipaa/encrypt', { token: 'bad', body })).status).toBe(401);
    expect((await gateway.request('POST', '/api/v1/nothing', { body })).status).toBe(404);
    expect((await gateway.request('GET', '/api/v1/health')).status).toBe(200);
  });
});

describe('a function’s result becomes the response', () => {
  it('with its status, its headers, repeated ones too, and its text', async () => {
    gateway.respond(
      answered({
        statusCode: 201,
        headers: { Location: '/api/v1/jobs/1', 'X-Request-Id': 'mine', 'Content-Length': '999' },
        multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
        body: '{"ok":"ä"}',
      }),
    );
    const response = await gateway.request('GET', '/api/v1/health');
    expect(response).toMatchObject({ status: 201, text: '{"ok":"ä"}' });
    expect(response.headers.get('location')).toBe('/api/v1/jobs/1');
    expect(response.headers.get('x-request-id')).toBe('mine');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('decoded where it is base64, empty for 204', async () => {
    gateway.respond(
      answered({ statusCode: 200, isBase64Encoded: true, body: Buffer.from('bytes').toString('base64') }),
    );
    expect((await gateway.request('GET', '/api/v1/health')).text).toBe('bytes');
    gateway.respond(answered({ statusCode: 204, body: 'ignored' }));
    const response = await gateway.request('GET', '/api/v1/health');
    expect(response).toMatchObject({ status: 204, text: '' });
  });
});
