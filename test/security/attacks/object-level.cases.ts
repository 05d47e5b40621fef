import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import { type OperationId, routeEntries } from '../../../shared/api/routes/routes';
import { pathOf, routeExamples } from '../../contract/routes/route-examples';
import type { RequestOptions, StackResponse } from '../../support/stack-request';
import { attack, problemIs, stack, staged, statusIs, suite, unless } from './attack-stage';
import { absentId, foreignIds, type Kind, PATH_KINDS } from './foreign-ids';
import { changedRows, rowsOf, sameShape } from './stored-rows';

const NAME = 'API1:2023 object level authorisation';
const KINDS: readonly Kind[] = [
  ...(['patient', 'reading', 'agreement', 'job', 'key id', 'grant', 'breach assessment', 'user'] as const),
  ...(['session', 'disclosure', 'covered entity'] as const),
];
const USERS: readonly (readonly [role: string, user: string])[] = [
  ['admin', 'admin@demo.test'],
  ['clinician', 'clinician@demo.test'],
  ['auditor', 'auditor@demo.test'],
];

interface Target {
  readonly operationId: OperationId;
  readonly route: RouteDefinition;
  readonly variable: string;
  readonly user: string;
}

const targets: readonly Target[] = routeEntries.flatMap(([operationId, route]) =>
  Object.keys(PATH_KINDS[operationId] ?? {}).flatMap((variable) =>
    USERS.filter(([role]) => route.access.kind === 'roles' && route.access.roles.some((each) => each === role)).map(
      ([, user]) => ({ operationId, route, variable, user }),
    ),
  ),
);
const kindOf = ({ operationId, variable }: Target): Kind | undefined => PATH_KINDS[operationId]?.[variable];
const nameOf = ({ operationId, variable, user }: Target): string => `${operationId} ${variable} by ${user}`;

const examples = new Map<OperationId, ReturnType<(typeof routeExamples)['getBaa']['valid']>>();

/** The route's valid example with another id in one variable. */
const callWith = async ({ operationId, route, variable, user }: Target, id: string): Promise<StackResponse> => {
  const known = examples.get(operationId) ?? routeExamples[operationId].valid(stack());
  examples.set(operationId, known);
  const { path, ...example } = await known;
  const options: RequestOptions = { ...example, token: await staged().token(user) };
  return stack().api(route.method, pathOf(route.path, { ...path, [variable]: id }), options);
};

/** A sample asks a few routes, for each function's first call is the dear one. */
const sampledTargets = suite.sample('targets', targets, 4);
const attempts = sampledTargets.flatMap((target) =>
  KINDS.map((kind) => ({ target, kind, matching: kindOf(target) === kind })),
);
const sampled = [
  ...suite.sample(
    'ids of the kind',
    attempts.filter(({ matching }) => matching),
    6,
  ),
  ...suite.sample(
    'ids of another kind',
    attempts.filter(({ matching }) => !matching),
    6,
  ),
];

describe('API1:2023 broken object level authorisation, ASVS 8.2.2: ids of another covered entity', () => {
  it('names the kind of every variable of every path, the version of a key apart', () => {
    const variables = routeEntries.flatMap(([id, { path }]) =>
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => `${id} ${name}`),
    );
    const named = Object.entries(PATH_KINDS).flatMap(([id, kinds]) =>
      Object.keys(kinds).map((name) => `${id} ${name}`),
    );
    expect(variables.filter((each) => !named.includes(each))).toEqual(['destroyKey version']);
  });

  it('answers a foreign id of any kind as it answers an absent one, records it, and changes nothing', async () => {
    const ids = await foreignIds();
    const before = await rowsOf(stack());
    const absent = new Map<string, StackResponse>();
    const findings = await attack(
      NAME,
      sampled,
      ({ target, kind }) => `${nameOf(target)}, ${kind}`,
      async ({ target, kind }) => {
        const expected = absent.get(nameOf(target)) ?? (await callWith(target, absentId()));
        absent.set(nameOf(target), expected);
        const answer = await callWith(target, ids[kind]);
        const isObject = target.route.patient !== undefined ? target.variable === target.route.patient : true;
        const hidden = expected.status === 404 || expected.status === 204;
        return {
          answer,
          recorded: answer.status >= 400,
          wrong: [
            unless(hidden || !isObject, `an absent id is answered ${expected.status}`),
            unless(sameShape(answer, expected), `answered ${answer.status} ${answer.text}, absent ${expected.status}`),
          ],
        };
      },
    );
    expect(findings).toEqual([]);
    const entities = { of: ids['covered entity'], not: stack().ready.covered_entities.a };
    expect(before.some((row) => row.includes(entities.of))).toBe(true);
    expect(changedRows(before, await rowsOf(stack()), entities)).toEqual([]);
  });

  it('destroys no key of another covered entity, whatever version and key id are named', async () => {
    const ids = await foreignIds();
    const token = await staged().token('admin@demo.test');
    const destroy = (version: string, confirm: string) =>
      stack().api('DELETE', `/hipaa/keys/${version}`, { token, query: { confirm } });
    const findings = await attack(
      NAME,
      ['1', '2', '3', '999999999'],
      (version) => `destroyKey ${version}`,
      async (version) => {
        const answer = await destroy(version, ids['key id']);
        const absent = await destroy(version, absentId());
        return {
          answer,
          recorded: true,
          wrong: [unless(sameShape(answer, absent), 'tells a foreign key id from none')],
        };
      },
    );
    expect(findings).toEqual([]);
  });

  it('shows nothing of another covered entity for its ids in the filters of the audit log', async () => {
    const ids = await foreignIds();
    const token = await staged().token('auditor@demo.test');
    const filters = ['user_id', 'patient_id', 'resource_id'].flatMap((name) =>
      KINDS.map((kind) => [name, kind] as const),
    );
    const findings = await attack(
      NAME,
      suite.sample('filters', filters, 5),
      ([name, kind]) => `listAuditLogs ${name}=${kind}`,
      async ([name, kind]) => {
        // What this suite itself asked about the id is in the caller's own log: before the suite is outside.
        const query = { [name]: ids[kind], to: '2025-01-01' };
        const answer = await stack().api('GET', '/hipaa/audit-logs', { token, query });
        const absent = await stack().api('GET', '/hipaa/audit-logs', {
          token,
          query: { ...query, [name]: absentId() },
        });
        return { answer, wrong: [statusIs(answer, 200), unless(sameShape(answer, absent), `shows ${answer.text}`)] };
      },
    );
    expect(findings).toEqual([]);
  });

  it('lists nothing of another covered entity', async () => {
    const ids = await foreignIds();
    const paths = [
      '/patients',
      '/hipaa/baa',
      '/hipaa/keys',
      '/emergency-access',
      '/breach-assessments',
      '/hipaa/audit-logs',
    ];
    const own = [ids.patient, ids.agreement, ids['key id'], ids.grant, ids['breach assessment'], ids['covered entity']];
    const token = await staged().token('admin@demo.test');
    const findings = await attack(
      NAME,
      suite.sample('lists of an entity', paths, 3),
      (path) => `GET ${path}`,
      async (path) => {
        const answer = await stack().api('GET', path, { token, query: { limit: '100' } });
        // The log holds what this suite asked for, in the caller's own events.
        const shown = path === '/hipaa/audit-logs' ? [`"covered_entity_id":"${ids['covered entity']}"`] : own;
        return {
          answer,
          wrong: [statusIs(answer, 200), unless(!shown.some((id) => answer.text.includes(id)), 'shows it')],
        };
      },
    );
    expect(findings).toEqual([]);
  });

  it('opens no patient to a clinician who is not on the care team, by any route, and records it', async () => {
    const { path } = await routeExamples.getPatient.valid(stack());
    const token = await staged().token('clinician@demo.test');
    const own = targets.filter(
      ({ route, variable, user }) =>
        route.patient === variable && user === 'clinician@demo.test' && route.emergency === undefined,
    );
    const findings = await attack(NAME, own, nameOf, async ({ operationId, route, variable }) => {
      const { path: values, ...example } = await routeExamples[operationId].valid(stack());
      const target = pathOf(route.path, { ...values, [variable]: path?.id ?? '' });
      const answer = await stack().api(route.method, target, { ...example, token });
      return { answer, recorded: true, wrong: [problemIs(answer, 403, 'care-team-required')] };
    });
    expect(own.length).toBeGreaterThan(3);
    expect(findings).toEqual([]);
  });
});
