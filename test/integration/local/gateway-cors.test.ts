import { type GatewayFixture, startGatewayFixture } from './gateway-fixture';

const APP = 'https://app.example.org';

let gateway: GatewayFixture;
afterEach(() => gateway.close());

describe('CORS of the gateway’s own answers', () => {
  it.each([
    [401, 'POST', '/api/v1/hipaa/encrypt'],
    [404, 'GET', '/api/v1/nothing'],
    [400, 'GET', '/api/v1/patients/%zz'],
  ])('%i can be read by a page of the allowed origin', async (status, method, path) => {
    gateway = await startGatewayFixture({ allowedOrigins: [APP] });
    const response = await gateway.request(method, path);

    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([status, APP]);
  });

  it('and by none where there is no CORS', async () => {
    gateway = await startGatewayFixture();
    const response = await gateway.request('POST', '/api/v1/hipaa/encrypt');

    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([401, null]);
  });
});
