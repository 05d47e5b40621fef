import { authenticatedRoutes } from '../../contract/routes/route-caller';
import { seededSuite } from '../../support/seeded-suite';
import { caseName, casesOf, isAlwaysPlayed } from './fault-case';
import { OutcomeTable } from './outcome-table';
import { play } from './play-case';
import { profileOf } from './route-profile';
import { wrongLog } from './settled-log';
import { SweepLane } from './sweep-lane';
import { playOnWorker, scheduledWorkers, workerCaseName, workerCases } from './worker-sweep';

const suite = seededSuite('faults');
/** Hangs wait for their timeouts: lanes, each with a stack of its own, wait side by side. */
const LANES = suite.whole ? 3 : 1;
const SAMPLED_ROUTES = 5;
const SAMPLED_CASES_OF_ROUTE = 7;
const HOURS_MS = 4 * 3_600_000;
/** Of a hundred faults, how many may find that their call was not made this time, such as a write once a minute. */
const MOST_MISSED = 5;

const SAMPLED_CASES_OF_WORKER = 2;

const waiting = suite.sample('routes', authenticatedRoutes, SAMPLED_ROUTES).map(([id]) => id);
const routeCount = waiting.length;
const table = new OutcomeTable();
const workers = [...suite.sample('workers', scheduledWorkers, 2)];
const workerRows: Record<string, string>[] = [];
const workerViolations: string[] = [];
const workerMisses: string[] = [];
const logViolations: string[] = [];
/** Of each route on whose log a refusal for good was played: how often. */
const refusedLogs: number[] = [];

/** Ends a lane; what it left in the log is looked at first. */
const close = async (lane: SweepLane): Promise<void> => {
  try {
    logViolations.push(...(await wrongLog(lane.stack, lane.database)));
  } finally {
    await lane.stop();
  }
};

const sweepWorker = async (lane: SweepLane, worker: (typeof scheduledWorkers)[number]): Promise<void> => {
  const outcomes = new Map<string, number>();
  const cases = (await workerCases(lane, worker)).filter(({ kind }) => suite.whole || kind.effect !== 'hang');
  for (const each of suite.sample(`faults of ${worker.id}`, cases, SAMPLED_CASES_OF_WORKER)) {
    const { outcome, hits, violations } = await playOnWorker(lane, each);
    const told = hits === 0 ? 'not met' : outcome;
    outcomes.set(told, (outcomes.get(told) ?? 0) + 1);
    if (hits === 0) workerMisses.push(workerCaseName(each));
    workerViolations.push(...violations.map((violation) => `${workerCaseName(each)}: ${violation}`));
  }
  workerRows.push({ worker: worker.id, outcomes: [...outcomes].map(([name, count]) => `${name}×${count}`).join(' ') });
};

const runLane = async (): Promise<void> => {
  let lane = await SweepLane.start();
  try {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const profile = await profileOf(lane, id);
      const cases = casesOf(profile).filter(({ kind }) => suite.whole || kind.effect !== 'hang');
      const drawn = suite.sample(`faults of ${id}`, cases, SAMPLED_CASES_OF_ROUTE);
      for (const each of new Set([...cases.filter(isAlwaysPlayed), ...drawn])) {
        if (lane.isOld) {
          await close(lane);
          lane = await SweepLane.start();
        }
        const played = await play(lane, each);
        if (isAlwaysPlayed(each)) refusedLogs.push(played.hits);
        table.add(each, played, caseName(each));
      }
    }
    for (let worker = workers.shift(); worker !== undefined; worker = workers.shift()) {
      await sweepWorker(lane, worker);
    }
  } finally {
    await close(lane);
  }
};

describe('RELIABILITY, faults: every route × every AWS call that it makes × every fault', () => {
  beforeAll(async () => {
    await Promise.all(Array.from({ length: LANES }, runLane));
    suite.print(`${routeCount} routes, ${table.played} faults`, table.rows());
    suite.print('Scheduled workers', workerRows);
  }, HOURS_MS);

  it('releases no PHI without its event, records nothing that did not happen, converges, and answers as it should', () => {
    expect(table.violations).toEqual([]);
  });

  it('lets every scheduled worker end in time, and come to its end when it runs again', () => {
    expect(workerViolations).toEqual([]);
  });

  it('leaves a log whose sequence and rollups say what lies in the table, and log lines without PHI', () => {
    expect(logViolations).toEqual([]);
  });

  it('met the calls that it was to meet', () => {
    expect(table.played).toBeGreaterThan(routeCount);
    expect(refusedLogs.length).toBeGreaterThanOrEqual(routeCount);
    expect(refusedLogs).not.toContain(0);
    expect(workerMisses).toEqual([]);
    expect(table.missed.length).toBeLessThanOrEqual(Math.ceil((table.played * MOST_MISSED) / 100));
  });
});
