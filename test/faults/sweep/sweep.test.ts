import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import { authenticatedRoutes, wrongUsers } from '../../contract/routes/route-caller';
import { seededSuite } from '../../support/seeded-suite';
import { runTasks } from './lanes';
import { refusingRequests } from './refusal-requests';
import { SweepTasks } from './sweep-tasks';
import { workers } from './worker-work';

const suite = seededSuite('faults');
const SAMPLED_ROUTES = 3;
const SAMPLED_REFUSALS = 4;
const SAMPLED_WORKERS = 1;
const HOURS_MS = 6 * 3_600_000;
/** A part of the whole, such as `^worker RunJob$`. */
const only = process.env.PHIDUCIA_FAULTS_ONLY;
/** Hangs wait for their timeouts: lanes wait side by side. */
const isAll = suite.whole && only === undefined;
const LANES = isAll ? 3 : 1;

/** Of those that many routes have, the route's own: a sample draws from no others, so that each draw is one. */
const commonRefusals = (route: RouteDefinition): readonly string[] => [
  'ended session',
  ...(wrongUsers(route).length === 0 ? [] : ['another role']),
  ...(route.scope === 'none' ? [] : ['another entity']),
  ...(Object.keys(route.request).length === 0 ? [] : ['wrong form']),
];
const wrongRequests = authenticatedRoutes.flatMap(([id, route]) =>
  (suite.whole ? Object.keys(refusingRequests) : commonRefusals(route)).map((refusal) => ({ id, refusal })),
);

const tasks = new SweepTasks(suite);
const streams = workers.filter(({ kind }) => kind === 'stream');
const scheduled = workers.filter(({ kind }) => kind === 'scheduled');
const drawn = [
  ...suite.sample('routes', authenticatedRoutes, SAMPLED_ROUTES).map(([id]) => tasks.route(id)),
  ...suite.sample('refusals', wrongRequests, SAMPLED_REFUSALS).map(({ id, refusal }) => tasks.refusal(id, refusal)),
  ...suite.sample('streams', streams, SAMPLED_WORKERS).map((worker) => tasks.worker(worker)),
  ...suite.sample('scheduled', scheduled, SAMPLED_WORKERS).map((worker) => tasks.worker(worker)),
].filter(({ name }) => only === undefined || new RegExp(only).test(name));
let logViolations: readonly string[] = [];

describe('RELIABILITY, faults: every route × every AWS call that it makes × every fault', () => {
  beforeAll(async () => {
    logViolations = await runTasks(drawn, Math.min(LANES, drawn.length));
    suite.print(`Routes: ${tasks.routes.played} faults`, tasks.routes.rows());
    suite.print(`Refusals: ${tasks.refusals.played} faults`, tasks.refusals.rows());
    suite.print(`Workers: ${tasks.workers.played} faults`, tasks.workers.rows());
  }, HOURS_MS);

  it('releases no PHI without its event, records nothing that did not happen, converges, and answers as it should', () => {
    expect(tasks.routes.violations).toEqual([]);
  });

  it('refuses a wrong request, or fails, and tells no refusal without its event, which is there once', () => {
    expect(tasks.refusals.violations).toEqual([]);
  });

  it('lets every stream’s and scheduled worker end in time, and leave the same, once, when it runs again', () => {
    expect(tasks.workers.violations).toEqual([]);
  });

  it('leaves a log whose sequence and rollups say what lies in the table, and log lines without PHI', () => {
    expect(logViolations).toEqual([]);
  });

  it('met the calls that it was to meet', () => {
    expect(tasks.refusedLogs).not.toContain(0);
    expect(tasks.workers.missed).toEqual([]);
    for (const part of [tasks.routes, tasks.refusals]) expect(part.missed.length).toBeLessThanOrEqual(part.mostMissed);
    expect(tasks.routes.played + tasks.refusals.played + tasks.workers.played).toBeGreaterThan(drawn.length);
    if (only === undefined) {
      for (const part of [tasks.routes, tasks.refusals, tasks.workers]) expect(part.played).toBeGreaterThan(0);
    }
    if (isAll) {
      expect(tasks.refusedLogs.length).toBeGreaterThanOrEqual(authenticatedRoutes.length);
      expect([...tasks.refusedWays].sort()).toEqual(Object.keys(refusingRequests).sort());
    }
  });
});
