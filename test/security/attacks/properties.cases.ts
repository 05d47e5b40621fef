import type { APIGatewayProxyEvent } from 'aws-lambda';
import { parseRequest } from '../../../functions/_pipeline/parse-request';
import { Refused } from '../../../functions/_pipeline/refused';
import type { OperationId } from '../../../shared/api/routes/routes';
import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import { routeEntries } from '../../../shared/api/routes/routes';
import { pathOf, routeExamples } from '../../contract/routes/route-examples';
import { attack, problemIs, stack, staged, suite, unless } from './attack-stage';
import { routesWithBody } from './sampled-routes';

const NAME = 'API3:2023 property level authorisation';

/** Members that the server alone sets, and those by which prototypes are reached. */
const NAMES = [
  ...[
    'id',
    'version',
    'created_at',
    'updated_at',
    'deactivated_at',
    'expires_at',
    'requested_at',
    'key_id',
    'key_version',
  ],
  ...['role', 'roles', 'cognito:groups', 'actor', 'actor_scope', 'user_id', 'tenant', 'baa_state', 'source', 'outcome'],
  ...['pk', 'sk', 'patient_pk', 'wrapped', 'review', 'reviewed_by', 'decided_by', 'closure', 'emergency_grant_id'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '$where', ''],
];

/** Stands for a name until the text is made: an object literal cannot have a member called `__proto__`. */
const PLACE = '@@name@@';
const PLANTED = { polluted: 'planted-7741', covered_entity_id: 'planted-7741' };

/** A body with one more member in each of its objects in turn; free-form maps take any name by design. */
const planted = (value: unknown, path: readonly string[] = []): readonly (readonly [string, unknown])[] => {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      planted(item, [...path, String(index)]).map(([where, changed]): readonly [string, unknown] => [
        where,
        value.map((each: unknown, at) => (at === index ? changed : each)),
      ]),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  const here: readonly [string, unknown] = [path.join('.') || 'the body', { [PLACE]: PLANTED, ...value }];
  const deeper = Object.entries(value)
    .filter(([name]) => name !== 'context')
    .flatMap(([name, member]) =>
      planted(member, [...path, name]).map(([where, changed]): readonly [string, unknown] => [
        where,
        { ...value, [name]: changed },
      ]),
    );
  return [here, ...deeper];
};

const textWith = (body: unknown, name: string): string =>
  JSON.stringify(body).replace(JSON.stringify(PLACE), JSON.stringify(name));

const hasBatches = (id: OperationId): boolean => id === 'encryptValue' || id === 'decryptValue' || id === 'rewrapValue';

const bodiesOf = async (id: OperationId): Promise<readonly (readonly [string, unknown])[]> => {
  const { json } = await routeExamples[id].valid(stack());
  const single = planted(json);
  if (!hasBatches(id)) return single;
  const { purpose, ...item } = Object(json) as { readonly purpose?: string };
  return [...single, ...planted({ items: [item], ...(purpose === undefined ? {} : { purpose }) })];
};

describe('API3:2023 broken object property level authorisation, ASVS 15.3.3: members that the server sets', () => {
  it.each(routesWithBody)('%s refuses them at every depth, and repeats none', async (id, route) => {
    const { path, json, ...example } = await routeExamples[id].valid(stack());
    const token = await staged().tokenFor(id, route);
    const bodies = await bodiesOf(id);
    const names = id === 'patchPatient' ? NAMES.filter((name) => name !== 'status') : NAMES;
    const cases = bodies.flatMap(([where, body]) => names.map((name) => ({ where, text: textWith(body, name), name })));
    const findings = await attack(
      NAME,
      suite.sample(`members for ${id}`, cases, 5),
      ({ where, name }) => `${id}, ${where}, ${name}`,
      async ({ text }) => {
        const headers = { ...example.headers, 'Content-Type': 'application/json' };
        const answer = await stack().api(route.method, pathOf(route.path, path), {
          ...example,
          token,
          body: text,
          headers,
        });
        const silent = !answer.text.includes('planted-7741');
        return {
          answer,
          recorded: true,
          wrong: [problemIs(answer, 422, 'invalid-request'), unless(silent, 'repeats what was sent')],
        };
      },
    );
    expect(findings).toEqual([]);
    expect(json).toBeDefined();
  });

  it('takes no member of a context that reaches a prototype', async () => {
    const token = await staged().token('admin@demo.test');
    const contexts = [
      '{"__proto__":"x"}',
      '{"__proto__":{"a":"b"}}',
      '{"constructor":{"prototype":{}}}',
      '{"a":{"__proto__":"x"}}',
    ];
    const findings = await attack(NAME, contexts, String, async (context) => {
      const body = `{"value":"example","category":"diagnosis","context":${context}}`;
      const headers = { 'Content-Type': 'application/json' };
      const answer = await stack().api('POST', '/hipaa/encrypt', { token, body, headers });
      return { answer, recorded: true, wrong: [problemIs(answer, 422, 'invalid-request')] };
    });
    expect(findings).toEqual([]);
  });

  it('takes no such name as a query parameter, once or with brackets (ASVS 15.3.7)', async () => {
    const token = await staged().token('auditor@demo.test');
    const names = [
      '__proto__',
      '__proto__[limit]',
      'constructor.prototype.limit',
      'limit[]',
      'limit[$gt]',
      'Limit',
      'role',
    ];
    const findings = await attack(NAME, names, String, async (name) => {
      const answer = await stack().api('GET', '/hipaa/audit-logs', { token, query: { [name]: '1' } });
      return { answer, recorded: true, wrong: [problemIs(answer, 422, 'invalid-request')] };
    });
    expect(findings).toEqual([]);
  });
});

const eventOf = (route: RouteDefinition, body: string, query: string): APIGatewayProxyEvent =>
  ({
    httpMethod: route.method,
    body,
    isBase64Encoded: false,
    multiValueHeaders: { 'Content-Type': ['application/json'] },
    multiValueQueryStringParameters: JSON.parse(query) as Record<string, string[]>,
    pathParameters: null,
  }) as unknown as APIGatewayProxyEvent;

const POLLUTIONS = [
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"items":[{"__proto__":{"polluted":1}}]}',
  '{"context":{"__proto__":{"polluted":1}}}',
  '{"address":{"__proto__":{"polluted":1}}}',
];

const ownKeys = (): string =>
  [Object.prototype, Array.prototype, Function.prototype]
    .map((each) => Reflect.ownKeys(each).map(String).join())
    .join(';');

describe('API3:2023, ASVS 15.3.6: prototypes', () => {
  it('are as they were after every route has read every polluted body and query', () => {
    const before = ownKeys();
    for (const [, route] of routeEntries) {
      for (const pollution of POLLUTIONS) {
        const read = () => parseRequest(eventOf(route, pollution, '{"__proto__":["polluted"]}'), route);
        expect(read).toThrow(Refused);
      }
    }
    expect(ownKeys()).toBe(before);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
