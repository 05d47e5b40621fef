import type { SeededSuite } from '../../support/seeded-suite';
import { atOnce, type LeakRun, userOf } from './leak-run';
import type { PlannedRoute } from './plan';
import type { SentRequest } from './route-inputs';
import { lookAtKms } from './stores';
import { type WayToFail, waysToFail } from './ways-to-fail';

/** Routes that a sample tries each way at. */
const SAMPLED = 2;

/** A call that goes well changes its target, so that each class has one of its own. */
const targetOf = (run: LeakRun, way: WayToFail, { id, identifier }: PlannedRoute): Promise<SentRequest> =>
  run.target(id, way.name === 'in order' ? `${way.name} ${identifier}` : way.name);

const tryOne = async (run: LeakRun, way: WayToFail, planned: PlannedRoute): Promise<void> => {
  const { route, inputs } = planned;
  const laden = run.laden(planned, await targetOf(run, way, planned));
  const key = inputs.find(([{ name }]) => name === 'header Idempotency-Key')?.[1].canary.value ?? '';
  const keyed = {
    ...laden,
    // A key for each way: else the ways behind the first would be its repeats.
    headers: { ...laden.headers, 'Idempotency-Key': `${key.replace(/[^\x21-\x7e]/g, '')}-${waysToFail.indexOf(way)}` },
  };
  const email = way.as?.(route) ?? userOf(route);
  const request = way.change?.(keyed) ?? keyed;
  await run.send(planned, 'all at once', request, way.name, email);
  if (way.twice !== undefined) await run.send(planned, 'all at once', way.twice(request), way.name, email);
};

const prepare = async (run: LeakRun, way: WayToFail, all: readonly PlannedRoute[]): Promise<void> => {
  for (const planned of all) {
    await targetOf(run, way, planned);
    await run.token(way.as?.(planned.route) ?? userOf(planned.route));
  }
};

const tryWay = async (run: LeakRun, way: WayToFail, all: readonly PlannedRoute[]): Promise<void> => {
  const concerned = all.filter(({ route }) => way.concerns?.(route) ?? true);
  await prepare(run, way, concerned);
  if (way.later !== undefined) await run.stack.clock.set(way.later);
  for (const fault of way.faults ?? []) await run.stack.faults.add({ ...fault, count: 0 });
  await atOnce(concerned.map((planned) => () => tryOne(run, way, planned)));
  await run.stack.faults.clear();
  if (way.later !== undefined) await run.stack.clock.set(0);
  await lookAtKms(run.search, run.stack);
};

const chosen = (suite: SeededSuite, way: WayToFail, all: readonly PlannedRoute[]): readonly PlannedRoute[] => {
  const ids = [...new Set(all.filter(({ route }) => route.access.kind !== 'public').map(({ id }) => id))];
  const drawn = suite.sample(`routes of ${way.name}`, ids, SAMPLED);
  return all.filter(({ id }) => drawn.includes(id));
};

/** Every way to fail, at every route. */
export const tryWays = async (run: LeakRun, suite: SeededSuite, all: readonly PlannedRoute[]): Promise<void> => {
  for (const way of waysToFail) await tryWay(run, way, chosen(suite, way, all));
};

/** Prepares what is to be called once the agreement has ended, when nothing can be put on file any more. */
export const tryEnded = async (
  run: LeakRun,
  suite: SeededSuite,
  all: readonly PlannedRoute[],
): Promise<() => Promise<void>> => {
  const way: WayToFail = { name: 'agreement ended' };
  const routes = chosen(suite, way, all);
  await prepare(run, way, routes);
  return () => atOnce(routes.map((planned) => () => tryOne(run, way, planned)));
};
