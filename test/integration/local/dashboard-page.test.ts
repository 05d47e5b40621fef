import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type GatewayFixture, startGatewayFixture } from './gateway-fixture';

const BROWSER = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
if (BROWSER === undefined) process.stderr.write('No Chromium was found: the dashboard was not opened in a browser.\n');

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await startGatewayFixture();
});
afterAll(() => gateway.close());

describe('the dashboard before anything happened', () => {
  it('says so in words, and which function did not answer', async () => {
    const { status, text } = await gateway.request('GET', '/dashboard');
    expect(status).toBe(200);
    expect(text).toContain('None yet.');
    expect(text).toContain('Its function did not answer.');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('may load nothing, run nothing, and be framed by nobody', async () => {
    const { headers } = await gateway.request('GET', '/dashboard');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+' 'sha256-[^']+';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it('is linked from the landing page', async () => {
    expect((await gateway.request('GET', '/')).text).toContain('href="/dashboard"');
  });
});

(BROWSER === undefined ? describe.skip : describe)('the dashboard in Chromium', () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const requested: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: BROWSER ?? '', args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => requested.push(request.url()));
    await page.goto(`${gateway.url}/dashboard`);
  });
  afterAll(() => browser.close());

  it('asks for nothing but itself, and its policy refuses nothing that is in it', () => {
    expect(requested).toEqual([`${gateway.url}/dashboard`]);
    expect(complaints).toEqual([]);
  });

  it('has its own style, so the policy lets it in', async () => {
    const display = await page.evaluate<string>("getComputedStyle(document.querySelector('section.figures')).display");
    expect(display).toBe('grid');
  });

  it.each([1200, 700, 390])('fits a window of %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('prints', async () => {
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  });
});
