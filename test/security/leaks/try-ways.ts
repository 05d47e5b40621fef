import type { SeededSuite } from '../../support/seeded-suite';
import { atOnce, type LeakRun, userOf } from './leak-run';
import type { PlannedRoute } from './plan';
import { lookAtKms } from './stores';
import { type WayToFail, waysToFail } from './ways-to-fail';

/** Routes that a sample tries each way at. */
const SAMPLED = 3;

const tryOne = async (run: LeakRun, way: WayToFail, planned: PlannedRoute): Promise<void> => {
  const { id, route, identifier, inputs } = planned;
  const key = way.name === 'in order' ? `${way.name} ${identifier}` : way.name;
  const laden = run.laden(planned, await run.target(id, key));
  const idempotencyKey = inputs.find(([{ name }]) => name === 'header Idempotency-Key')?.[1].canary.value ?? '';
  const keyed = { ...laden, headers: { ...laden.headers, 'Idempotency-Key': `${idempotencyKey.replace(/[^\x21-\x7e]/g, '')}-${way.name.length}` } };
  const email = way.as?.(route) ?? userOf(route);
  const request = way.change?.(keyed) ?? keyed;
  await run.send(planned, 'all at once', request, way.name, email);
  if (way.twice !== undefined) await run.send(planned, 'all at once', way.twice(request), way.name, email);
};

const tryWay = async (run: LeakRun, way: WayToFail, all: readonly PlannedRoute[]): Promise<void> => {
  const concerned = all.filter(({ route }) => way.concerns?.(route) ?? true);
  for (const { id, identifier, route } of concerned) {
    await run.target(id, way.name === 'in order' ? `${way.name} ${identifier}` : way.name);
    await run.token(way.as?.(route) ?? userOf(route));
  }
  if (way.later !== undefined) await run.stack.clock.set(way.later);
  for (const fault of way.faults ?? []) await run.stack.faults.add({ ...fault, count: 0 });
  await atOnce(concerned.map((planned) => () => tryOne(run, way, planned)));
  await run.stack.faults.clear();
  if (way.later !== undefined) await run.stack.clock.set(0);
  await lookAtKms(run.search, run.stack);
};

/** Every way to fail, at every route. */
export const tryWays = async (run: LeakRun, suite: SeededSuite, all: readonly PlannedRoute[]): Promise<void> => {
  const ids = [...new Set(all.filter(({ route }) => route.access.kind !== 'public').map(({ id }) => id))];
  for (const way of waysToFail) {
    const chosen = suite.sample(ids, SAMPLED);
    await tryWay(run, way, all.filter(({ id }) => chosen.includes(id)));
  }
};
