import { request as httpRequest } from 'node:http';
import { CLAIMS, type GatewayFixture, startGatewayFixture } from './gateway-fixture';

let gateway: GatewayFixture;
beforeEach(async () => {
  gateway = await startGatewayFixture();
});
afterEach(() => gateway.close());

const onlyEvent = () => {
  const [invocation, ...others] = gateway.invocations;
  if (invocation === undefined || others.length > 0) throw new Error('not one invocation');
  return invocation.event;
};

/** Sends headers as they are, repeated ones too. */
const sendHeaders = (path: string, headers: readonly (readonly [string, string])[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(`${gateway.server.url}${path}`, { setHost: false }, (response) => {
      response.resume().once('end', resolve);
    });
    for (const name of new Set(headers.map(([each]) => each))) {
      request.setHeader(
        name,
        headers.filter(([each]) => each === name).map(([, value]) => value),
      );
    }
    request.once('error', reject).end();
  });

describe('a function gets the REST proxy event that API Gateway builds', () => {
  it('paths: without the stage in `path`, with it in the request context', async () => {
    await gateway.request('POST', '/api/v1/hipaa/encrypt', { token: 'good', json: { value: 'ä' } });
    expect(gateway.invocations[0]?.functionId).toBe('EncryptValue');
    expect(onlyEvent()).toMatchObject({
      resource: '/v1/hipaa/encrypt',
      path: '/v1/hipaa/encrypt',
      httpMethod: 'POST',
      pathParameters: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      stageVariables: null,
      requestContext: {
        stage: 'api',
        path: '/api/v1/hipaa/encrypt',
        resourcePath: '/v1/hipaa/encrypt',
        httpMethod: 'POST',
        protocol: 'HTTP/1.1',
        authorizer: { claims: CLAIMS },
        requestId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        identity: { sourceIp: '127.0.0.1', userAgent: 'node', accessKey: null, userArn: null },
      },
    });
  });

  it('body: base64 of its exact bytes, whatever they are; null for none', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x0d, 0x0a, 0x7d]);
    await gateway.request('POST', '/api/v1/hipaa/encrypt', { token: 'good', body: bytes });
    expect(onlyEvent()).toMatchObject({ isBase64Encoded: true, body: bytes.toString('base64') });
    await gateway.request('GET', '/api/v1/session', { token: 'good' });
    expect(gateway.invocations[1]?.event).toMatchObject({ isBase64Encoded: false, body: null });
  });

  it('headers: last value and all values, spelled as sent, hop-by-hop ones left out', async () => {
    await sendHeaders('/api/v1/health', [
      ['Host', 'localhost'],
      ['X-One', 'a'],
      ['X-One', 'b'],
      ['X-Forwarded-For', '203.0.113.9'],
      ['__proto__', 'evil'],
      ['Connection', 'close'],
    ]);
    const { headers, multiValueHeaders, requestContext } = onlyEvent();
    expect(headers).toMatchObject({ 'X-One': 'b', Host: 'localhost', 'X-Forwarded-For': '203.0.113.9, 127.0.0.1' });
    expect(multiValueHeaders).toMatchObject({ 'X-One': ['a', 'b'] });
    expect(Object.keys(headers)).not.toContain('Connection');
    expect(requestContext.identity.sourceIp).toBe('127.0.0.1');
  });

  it('query: decoded, last value and all values', async () => {
    await gateway.request('GET', '/api/v1/hipaa/audit-logs?limit=5&cursor=a%2Bb&limit=6&empty', { token: 'good' });
    expect(onlyEvent()).toMatchObject({
      path: '/v1/hipaa/audit-logs',
      queryStringParameters: { limit: '6', cursor: 'a+b', empty: '' },
      multiValueQueryStringParameters: { limit: ['5', '6'], cursor: ['a+b'], empty: [''] },
    });
  });

  it('time: by the stack’s clock', async () => {
    gateway.clock.move(Date.parse('2030-07-09T01:02:03Z') - Date.now());
    await gateway.request('GET', '/api/v1/health');
    const { requestTimeEpoch, requestTime } = onlyEvent().requestContext;
    expect(Math.abs(requestTimeEpoch - Date.parse('2030-07-09T01:02:03Z'))).toBeLessThan(2_000);
    expect(requestTime).toMatch(/^09\/Jul\/2030:01:02:0\d \+0000$/);
  });

  it('no authorizer on a public route, whatever token is sent', async () => {
    await gateway.request('GET', '/api/v1/health', { token: 'anything' });
    expect(onlyEvent().requestContext).not.toHaveProperty('authorizer');
  });

  it.each(['DELETE', 'OPTIONS', 'PATCH', 'HEAD'])(
    '%s on a known path goes to MethodNotAllowed without a token',
    async (method) => {
      await gateway.request(method, '/api/v1/hipaa/encrypt');
      expect(gateway.invocations[0]?.functionId).toBe('MethodNotAllowed');
      expect(onlyEvent()).toMatchObject({ resource: '/v1/hipaa/encrypt', httpMethod: method });
      expect(onlyEvent().requestContext).not.toHaveProperty('authorizer');
    },
  );
});
