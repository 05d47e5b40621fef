import { demoUsers } from '../../../infra/local/seed/demo-users';
import { type GatewayFixture, startGatewayFixture } from './gateway-fixture';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await startGatewayFixture();
});
afterAll(() => gateway.close());

/** Every address that a page names for the browser to load or follow. */
const addressesIn = (html: string): readonly string[] =>
  [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);

describe.each(['/', '/docs'])('the page %s', (path) => {
  it('loads nothing from elsewhere and runs no script of its own', async () => {
    const { status, headers, text } = await gateway.request('GET', path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(addressesIn(text).filter((address) => !/^\/[^/]/.test(address))).toEqual([]);
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|javascript:/i);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('exists for GET and HEAD alone', async () => {
    expect(await gateway.request('HEAD', path)).toMatchObject({ status: 200, text: '' });
    const response = await gateway.request('POST', path);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('the landing page', () => {
  it('says what runs, who one can be, and that it is not for PHI', async () => {
    const { text, headers } = await gateway.request('GET', '/');
    expect(text).toContain('Not for PHI');
    for (const { email } of demoUsers) expect(text).toContain(email);
    expect(text).toContain('/api/v1/hipaa/encrypt');
    expect(text).toContain('/home/&lt;b&gt;');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  });
});

describe('the API reference', () => {
  it('has every file that it names, under the policy that allows no other', async () => {
    const page = await gateway.request('GET', '/docs');
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'",
    );
    for (const address of addressesIn(page.text)) {
      const file = await gateway.request('GET', address);
      expect(file.status).toBe(200);
      expect(file.text.length).toBeGreaterThan(50);
    }
  });

  it('shows the document of this API and asks no validator', async () => {
    const { text } = await gateway.request('GET', '/docs/initializer.js');
    expect(text).toContain('"/api/v1/openapi.json"');
    expect(text).toContain('validatorUrl: null');
  });

  it.each([
    '/docs/index.html',
    '/docs/package.json',
    '/docs/..%2fpackage.json',
    '/docs/swagger-ui.js.map',
    '/docs/constructor',
  ])('has no %s', async (path) => {
    expect((await gateway.request('GET', path)).status).toBe(404);
  });
});
