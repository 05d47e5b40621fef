import type { OperationId } from '../../../shared/api/routes/routes';
import { routeEntries } from '../../../shared/api/routes/routes';
import { pathOf, routeExamples } from '../../contract/routes/route-examples';
import { stack, staged, suite } from './attack-stage';
import { absentId, foreignIds, PATH_KINDS } from './foreign-ids';

/** Rounds that are compared; what happens in one of them alone, such as a session's use, is not the id's doing. */
const ROUNDS = 2;

const named = routeEntries.flatMap(([id, route]) =>
  Object.entries(PATH_KINDS[id] ?? {})
    .slice(0, 1)
    .map(([variable, kind]) => ({ id, route, variable, kind })),
);
type Named = (typeof named)[number];

const userOf = ({ route: { access } }: Named): string =>
  access.kind === 'roles' && !access.roles.includes('admin') ? 'clinician@demo.test' : 'admin@demo.test';

const examples = new Map<OperationId, ReturnType<(typeof routeExamples)['getBaa']['valid']>>();

const ask = async (each: Named, value: string) => {
  const known = examples.get(each.id) ?? routeExamples[each.id].valid(stack());
  examples.set(each.id, known);
  const { path, ...example } = await known;
  const token = await staged().token(userOf(each));
  return stack().api(each.route.method, pathOf(each.route.path, { ...path, [each.variable]: value }), {
    ...example,
    token,
  });
};

type Calls = ReadonlyMap<string, number>;

const counted = async (): Promise<Calls> =>
  new Map(
    Object.entries(await stack().callCounts()).flatMap(([service, calls]) =>
      Object.entries(calls).map(([operation, count]) => [`${service} ${operation}`, count] as const),
    ),
  );

/** The AWS calls that a call makes, and how long it takes. */
const measured = async (each: Named, value: string): Promise<{ readonly calls: Calls; readonly ms: number }> => {
  const before = await counted();
  const begun = performance.now();
  await ask(each, value);
  const ms = performance.now() - begun;
  const calls = [...(await counted())].map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const);
  return { calls: new Map(calls.filter(([, count]) => count > 0)), ms };
};

/** The fewest of each call in any round: what the id makes necessary. */
const fewest = (rounds: readonly Calls[]): Readonly<Record<string, number>> => {
  const names = [...new Set(rounds.flatMap((calls) => [...calls.keys()]))].sort();
  const least = names.map((name) => [name, Math.min(...rounds.map((calls) => calls.get(name) ?? 0))] as const);
  return Object.fromEntries(least.filter(([, count]) => count > 0));
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

describe('API1:2023, timing: an id of another covered entity costs what an absent one costs', () => {
  it('makes the same AWS calls for both, of every kind, on every route', async () => {
    const ids = await foreignIds();
    const different: unknown[] = [];
    const rows: Record<string, string | number>[] = [];
    for (const each of suite.sample('routes timed', named, 2)) {
      await ask(each, absentId());
      const rounds: {
        readonly absent: Awaited<ReturnType<typeof measured>>;
        readonly foreign: Awaited<ReturnType<typeof measured>>;
      }[] = [];
      for (let round = 0; round < (suite.whole ? 15 : ROUNDS); round += 1) {
        const foreignFirst = round % 2 === 0;
        const first = await measured(each, foreignFirst ? ids[each.kind] : absentId());
        const second = await measured(each, foreignFirst ? absentId() : ids[each.kind]);
        rounds.push(foreignFirst ? { foreign: first, absent: second } : { absent: first, foreign: second });
      }
      const [absent, foreign] = [
        fewest(rounds.map((round) => round.absent.calls)),
        fewest(rounds.map((round) => round.foreign.calls)),
      ];
      if (JSON.stringify(absent) !== JSON.stringify(foreign)) different.push({ operation: each.id, absent, foreign });
      rows.push({
        operation: each.id,
        calls: Object.values(foreign).reduce((sum, count) => sum + count, 0),
        'absent ms': median(rounds.map((round) => round.absent.ms)).toFixed(1),
        'foreign ms': median(rounds.map((round) => round.foreign.ms)).toFixed(1),
        'foreign slower': `${rounds.filter((round) => round.foreign.ms > round.absent.ms).length} of ${rounds.length}`,
      });
    }
    suite.print('Absent against foreign ids: AWS calls, medians, ranks (times are shown, not judged)', rows);
    expect(different).toEqual([]);
  });
});
