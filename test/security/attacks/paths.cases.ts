import { BASE_PATH, routeEntries } from '../../../shared/api/routes/routes';
import { openApiDocument } from '../../../shared/api/openapi';
import { attack, problemIs, raw, staged, statusIs, suite, unless } from './attack-stage';
import { ABSENT, filled, lines } from './request-lines';

const PATHS = 'API9:2023 paths';

/** Other spellings of a path, none of which is that path. */
const spellings = (path: string): readonly string[] => [
  `${path}/`,
  `${path}//`,
  `/${path}`,
  path.replace(/\/(?=[^/]*$)/, '//'),
  path.replace(/\/(?=[^/]*$)/, '/./'),
  path.replace(/\/(?=[^/]*$)/, '/x/../'),
  path.replace(/\/(?=[^/]*$)/, '%2f'),
  path.replace(/\/(?=[^/]*$)/, '%5c'),
  path.replace(/\/(?=[^/]*$)/, '\\'),
  path.replace(/\/(?=[^/]*$)/, '/%2e/'),
  path.replace('/v1/', '/V1/'),
  path.replace('/api/', '/API/'),
  path.replace('/api/', '/%61pi/'),
  path.replace('/v1/', '/v1;a=b/'),
  `${path};jsessionid=1`,
  `${path}%20`,
  `${path}%00`,
  `${path}%0d%0aX-Injected:%201`,
  `${path}.json`,
  path.toUpperCase(),
];

/** Values of a path's variable that are no id. */
const VALUES = [
  ...[
    '%00',
    `${ABSENT}%00`,
    '%2e%2e',
    '..',
    '.',
    '%2e%2e%2f%2e%2e',
    '..%2f',
    '%c0%ae%c0%ae',
    '%c0%af',
    '%ff',
    '%ed%a0%80',
    '%zz',
    '%',
    '%u002e',
  ],
  ...[
    `${ABSENT}%20`,
    `%20${ABSENT}`,
    `${ABSENT}%0a`,
    `{${ABSENT}}`,
    `urn:uuid:${ABSENT}`,
    ABSENT.replaceAll('-', ''),
    `${ABSENT};v=1`,
  ],
  ...[
    '%EF%BB%BF',
    '%E2%80%AE',
    '*',
    '{id}',
    '%7Bid%7D',
    'null',
    'undefined',
    '__proto__',
    '-1',
    '0',
    'NaN',
    "'%20OR%201=1--",
    '${7*7}',
  ],
  ...[ABSENT.replace('6', '%EF%BC%96'), 'a'.repeat(7000)],
];

const WORDS = [
  ...['admin', 'debug', 'metrics', 'swagger.json', 'graphql', 'internal', 'env', 'actuator', 'users', 'login', 'token'],
  ...['export', '__local/faults', 'hipaa/keys/1/material'],
];
const OUTSIDE = [
  ...[
    '/api',
    '/api/',
    '/api/v0/health',
    '/api/v2/health',
    '/v1/health',
    '/.env',
    '/.git/config',
    '/metrics',
    '/__local',
  ],
  ...[
    '/server.log',
    '/cognito/signing-key.pem',
    '/docs/../package.json',
    '/docs/%2e%2e/package.json',
    '/__local/shell',
  ],
];

/** The path with a value in its first variable, and an id in the others. */
const withValue = (path: string, value: string): string => {
  const [first = '', ...others] = path.split(/\{\w+\}/);
  return [first, value, others.join(ABSENT)].join('');
};

describe('API9:2023 improper inventory management: paths', () => {
  it('answers no other spelling of a path', async () => {
    const cases = suite.sample(
      'spellings of paths',
      routeEntries.flatMap(([id, { method, path }]) =>
        spellings(BASE_PATH + filled(path)).map((target) => ({ id, method, target })),
      ),
      50,
    );
    const token = await staged().token('admin@demo.test');
    const findings = await attack(
      PATHS,
      cases,
      ({ method, target }) => `${method} ${target}`,
      async ({ method, target }) => {
        const answer = await raw(lines(method, target, [`Authorization: Bearer ${token}`]));
        // An encoded slash or a suffix can also end up within a variable: then it is no id.
        return {
          answer,
          wrong: [
            statusIs(answer, 400, 403, 404, 405, 415, 422),
            unless(!answer.headers.has('x-injected'), 'splits the answer'),
          ],
        };
      },
    );
    expect(findings).toEqual([]);
  });

  it('answers a path variable that is no id with 400, 404 or 422, and repeats nothing of it', async () => {
    const withId = routeEntries.filter(
      ([id, { path, access }]) =>
        path.includes('{') && access.kind === 'roles' && access.roles.includes('admin') && id !== 'destroyKey',
    );
    const routes = suite.sample('routes with an id', withId, 2);
    const cases = suite.sample(
      'values that are no id',
      routes.flatMap(([id, route]) => VALUES.map((value) => ({ id, route, value }))),
      40,
    );
    const token = await staged().token('admin@demo.test');
    const findings = await attack(
      PATHS,
      cases,
      ({ id, value }) => `${id} ${value.slice(0, 50)}`,
      async ({ route, value }) => {
        const target = BASE_PATH + withValue(route.path, value);
        const fields = [
          `Authorization: Bearer ${token}`,
          'X-Purpose-Of-Use: treatment',
          'Content-Type: application/json',
        ];
        const answer = await raw(lines(route.method, target, fields));
        const shown = value.length > 3 && value !== 'null' && answer.text.includes(value);
        return { answer, wrong: [statusIs(answer, 400, 404, 405, 422), unless(!shown, 'repeats the value')] };
      },
    );
    expect(findings).toEqual([]);
  });

  it('serves what the OpenAPI document lists, and nothing else', async () => {
    const documented = Object.keys(openApiDocument().paths ?? {});
    const patterns = documented.map((path) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`));
    const prefixes = documented.flatMap((path) =>
      path.split('/').map((_, index, all) => all.slice(0, index + 1).join('/')),
    );
    const guesses = [...prefixes.map(filled), ...WORDS.map((word) => `/${word}`)];
    const candidates = [...new Set(guesses)].filter((path) => !patterns.some((pattern) => pattern.test(path)));
    const targets = [
      ...suite.sample(
        'paths that are not there',
        candidates.map((path) => BASE_PATH + path),
        12,
      ),
      ...OUTSIDE,
    ];
    const findings = await attack(PATHS, targets, String, async (target) => {
      const answer = await raw(lines('GET', target));
      return { answer, wrong: [problemIs(answer, 404, 'not-found')] };
    });
    expect(documented.length).toBeGreaterThan(20);
    expect(findings).toEqual([]);
  });
});
