import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { handler as getHealth } from '../../../../functions/public/get-health';
import { handler as methodNotAllowed } from '../../../../functions/public/method-not-allowed';
import { corsHeaders, gatewayCorsHeaders } from '../../../../shared/api/cors';
import { proxyEvent } from '../../../support/proxy-event';

const APP = 'https://app.example.org';
const STRANGER = 'https://app.example.org.attacker.test';
const context = { getRemainingTimeInMillis: () => 15_000 } as Context;
const before = { ...process.env };
beforeAll(() => {
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    HIPAA_ALLOWED_REGIONS: '["us-east-1"]',
    CORS_ALLOWED_ORIGINS: JSON.stringify([APP]),
  });
});
afterAll(() => {
  process.env = before;
});

const event = (httpMethod: string, headers: Readonly<Record<string, string>>): APIGatewayProxyEvent => ({
  ...proxyEvent(),
  httpMethod,
  resource: '/v1/hipaa/encrypt',
  headers,
});

describe('CORS: only pages of the origins that the deployment allows', () => {
  it.each(['Origin', 'origin'])('a preflight with %s is answered 204, with methods and headers', async (name) => {
    const answer = await methodNotAllowed(event('OPTIONS', { [name]: APP }), context);

    expect(answer).toMatchObject({ statusCode: 204, body: '' });
    expect(answer.headers).toMatchObject({
      'Access-Control-Allow-Origin': APP,
      'Access-Control-Allow-Methods': 'POST',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type, Idempotency-Key, If-Match, X-Purpose-Of-Use',
      'Access-Control-Max-Age': '600',
      'Cache-Control': 'no-store',
      Vary: 'Origin',
    });
    expect(answer.headers).not.toHaveProperty('Access-Control-Allow-Credentials');
  });

  it.each([STRANGER, 'null', 'http://app.example.org', ''])('OPTIONS from %j is a wrong method', async (origin) => {
    const answer = await methodNotAllowed(event('OPTIONS', origin === '' ? {} : { Origin: origin }), context);

    expect([answer.statusCode, answer.headers?.Allow]).toEqual([405, 'POST']);
    expect(Object.keys(answer.headers ?? {}).filter((name) => name.startsWith('Access-Control'))).toEqual([]);
  });

  it('another wrong method of a page is 405, and the page can read that', async () => {
    const answer = await methodNotAllowed(event('PUT', { Origin: APP }), context);

    expect(answer.statusCode).toBe(405);
    expect(answer.headers).toMatchObject({ 'Access-Control-Allow-Origin': APP, Allow: 'POST' });
  });

  it('an answer names the origin that asked, and lets the page read what it acts on', async () => {
    const { headers } = await getHealth(event('GET', { Origin: APP }), context);

    expect(headers).toMatchObject({ 'Access-Control-Allow-Origin': APP, Vary: 'Origin' });
    for (const name of ['ETag', 'Location', 'Retry-After', 'X-Request-Id', 'WWW-Authenticate']) {
      expect(headers?.['Access-Control-Expose-Headers']).toContain(name);
    }
  });

  it('an answer to another origin names none', async () => {
    const { statusCode, headers } = await getHealth(event('GET', { Origin: STRANGER }), context);

    expect(statusCode).toBe(200);
    expect(headers).not.toHaveProperty('Access-Control-Allow-Origin');
  });
});

describe('CORS: off unless a deployment asks for it', () => {
  it('no header stands in any answer', () => {
    expect(corsHeaders(APP, [])).toEqual({});
    expect(gatewayCorsHeaders([])).toEqual({});
  });

  it('the gateway, which cannot compare, names the only origin, or with several all', () => {
    expect(gatewayCorsHeaders([APP])['Access-Control-Allow-Origin']).toBe(APP);
    expect(gatewayCorsHeaders([APP, 'https://b.example'])['Access-Control-Allow-Origin']).toBe('*');
  });
});
