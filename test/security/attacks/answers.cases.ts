import { BASE_PATH, routeEntries } from '../../../shared/api/routes/routes';
import { attack, problemIs, raw, stack, staged, statusIs, suite, unless } from './attack-stage';
import { sampledRoutes } from './sampled-routes';

const NAME = 'API8:2023 headers and origins';
const ORIGINS = ['https://evil.example', 'null', 'http://localhost:3000', 'https://phiducia.example.evil.example'];
const REPORT = '/hipaa/report';

const policyFlaws = (policy: string): readonly (string | false)[] => [
  unless(/default-src '(none|self)'/.test(policy), 'a policy that lets anything in'),
  unless(policy.includes("frame-ancestors 'none'"), 'a page that others can frame'),
  unless(policy.includes("base-uri 'none'"), 'a page whose base can be moved'),
  unless(!policy.includes('unsafe-eval'), 'a policy that lets text run'),
  unless(!/script-src[^;]*unsafe-inline/.test(policy), 'a policy that lets scripts stand in the page'),
  unless(!/(https?:|\*)/.test(policy), 'a policy with another host'),
];

describe('API8:2023 security misconfiguration: what every answer carries', () => {
  it('says no-store, nosniff, its id, and no banner, whatever the answer is', async () => {
    const token = await staged().token('admin@demo.test');
    const head = (target: string, fields: readonly string[] = []): string =>
      [`GET ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...fields, '', ''].join('\r\n');
    const answers: readonly (readonly [string, string])[] = [
      ['a good answer', head(`${BASE_PATH}/session`, [`Authorization: Bearer ${token}`])],
      ['health', head(`${BASE_PATH}/health`)],
      ['the OpenAPI document', head(`${BASE_PATH}/openapi.json`)],
      ['no token', head(`${BASE_PATH}/session`)],
      ['an unknown path', head(`${BASE_PATH}/nothing`)],
      ['a bad escape', head(`${BASE_PATH}/patients/%zz`)],
      ['no HTTP at all', 'NONSENSE\r\n\r\n'],
      ['a header without a name', head(`${BASE_PATH}/health`, [': x'])],
      ['a header with a bare CR', head(`${BASE_PATH}/health`, ['X-A: b\rX-B: c'])],
      ['a header folded over two lines', head(`${BASE_PATH}/health`, ['X-A: b', ' c'])],
      ['no host', 'GET /api/v1/health HTTP/1.1\r\nConnection: close\r\n\r\n'],
      ['an unknown expectation', head(`${BASE_PATH}/health`, ['Expect: the-unexpected'])],
      ['an old version', 'GET /api/v1/health HTTP/1.0\r\n\r\n'],
      ['an unknown version', 'GET /api/v1/health HTTP/9.9\r\n\r\n'],
      ['a line of 20,000 characters', head(`${BASE_PATH}/${'x'.repeat(20_000)}`)],
      ['an upgrade to HTTP/2', head(`${BASE_PATH}/health`, ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'])],
      ['an upgrade to a socket', head(`${BASE_PATH}/health`, ['Upgrade: websocket', 'Sec-WebSocket-Key: x'])],
    ];
    const findings = await attack(
      NAME,
      answers,
      ([name]) => name,
      async ([, text]) => {
        const answer = await raw(text);
        return { answer, wrong: [unless(answer.status >= 200, 'no answer')] };
      },
    );
    expect(findings).toEqual([]);
  });

  it('runs nothing on its pages and lets nobody frame them: /, /docs, /dashboard, the report', async () => {
    const token = await staged().token('auditor@demo.test');
    const pages = ['/', '/docs', '/dashboard', BASE_PATH + REPORT];
    const findings = await attack(NAME, pages, String, async (path) => {
      const answer = await stack().request('GET', path, { token, headers: { Accept: 'text/html' } });
      const type = answer.headers.get('content-type');
      return {
        answer,
        wrong: [
          statusIs(answer, 200),
          unless(type === 'text/html; charset=utf-8', `is of the type ${String(type)}`),
          ...policyFlaws(answer.headers.get('content-security-policy') ?? ''),
        ],
      };
    });
    expect(findings).toEqual([]);
  });

  it('shows the dashboard and the controls to no other host name and no other origin', async () => {
    const strangers = [
      { Host: 'evil.example' },
      { Host: 'localhost.evil.example' },
      { Host: 'localhost', Origin: 'https://evil.example' },
      { Host: 'localhost', Origin: 'null' },
    ];
    const cases = strangers.flatMap((fields) =>
      ['/dashboard', '/__local/faults', '/__local/engines'].map((path) => ({ path, fields })),
    );
    const findings = await attack(
      NAME,
      cases,
      ({ path, fields }) => `${path} ${JSON.stringify(fields)}`,
      async ({ path, fields }) => {
        const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
        const answer = await raw([`GET ${path} HTTP/1.1`, ...lines, 'Connection: close', '', ''].join('\r\n'));
        return { answer, wrong: [problemIs(answer, 403, 'local-only')] };
      },
    );
    expect(findings).toEqual([]);
  });
});

describe('API8:2023 security misconfiguration: pages of other origins, as none is allowed', () => {
  it('answers a preflight with 405 and no origin, for every path', async () => {
    const paths = [...new Set(sampledRoutes.map(([, { path }]) => path))];
    const cases = paths.map((path, index) => ({ path, origin: ORIGINS[index % ORIGINS.length] ?? '' }));
    const findings = await attack(
      NAME,
      cases,
      ({ path, origin }) => `${path} from ${origin}`,
      async ({ path, origin }) => {
        const headers = {
          Origin: origin,
          'Access-Control-Request-Method': 'DELETE',
          'Access-Control-Request-Headers': 'authorization,*',
          'Access-Control-Request-Private-Network': 'true',
        };
        const answer = await stack().api('OPTIONS', path, { headers });
        return { answer, wrong: [problemIs(answer, 405, 'method-not-allowed')] };
      },
    );
    expect(findings).toEqual([]);
  });

  it('names no origin in any answer, good, refused, or the gateway’s own', async () => {
    const token = await staged().token('admin@demo.test');
    const targets = [
      '/session',
      '/hipaa/audit-logs',
      '/hipaa/audit-logs?limit=0',
      '/nothing',
      '/health',
      '/patients/%zz',
    ];
    const cases = targets.flatMap((target) => ORIGINS.map((origin) => ({ target, origin })));
    const findings = await attack(
      NAME,
      suite.sample('origins', cases, 10),
      ({ target, origin }) => `${target} from ${origin}`,
      async ({ target, origin }) => {
        const answer = await stack().api('GET', target, { token, headers: { Origin: origin } });
        return { answer, wrong: [unless(!answer.text.includes('evil'), 'repeats the origin')] };
      },
    );
    expect(findings).toEqual([]);
  });

  it('sets and heeds no cookie on any route', async () => {
    const findings = await attack(
      NAME,
      suite.sample(
        'routes with cookies',
        routeEntries.filter(([, { access }]) => access.kind !== 'public'),
        4,
      ),
      ([id]) => id,
      async ([, route]) => {
        const cookie = `access_token=${await staged().token('admin@demo.test')}`;
        const answer = await staged().bare(route, { headers: { Cookie: cookie } });
        return { answer, wrong: [problemIs(answer, 401, 'unauthenticated')] };
      },
    );
    expect(findings).toEqual([]);
  });
});
