import { type LocalStack, startLocalStack } from '../../support/local-stack';
import { seededSuite } from '../../support/seeded-suite';
import { endAgreements } from '../../support/stored-baa';
import { functionEvents } from './function-events';
import { importInputs } from './import-inputs';
import { atOnce, LeakRun } from './leak-run';
import { LeakSearch } from './leak-search';
import { Plan } from './plan';
import { signInInputs } from './sign-in-inputs';
import { storedItems } from './stored-items';
import { lookAtStores } from './stores';
import { tryEnded, tryWays } from './try-ways';

const suite = seededSuite('leaks');
jest.setTimeout(suite.whole ? 2 * 3_600_000 : 120_000);

const plan = new Plan(suite);
const routes = plan.routes();
const [signIns, imports, events, items] = [
  signInInputs(plan),
  importInputs(plan),
  functionEvents(plan),
  storedItems(plan, routes),
];

/** Where identifiers are looked for, in a sample as well. */
const OUTPUTS = [
  'response headers',
  'response body',
  'answers of sign-ins',
  'output of the import',
  'results of functions',
  'audit log by the API',
  'requests to KMS',
  'tables',
  'streams',
  'log and metrics',
  'files of the stack',
];

let stack: LocalStack;
let run: LeakRun;
beforeAll(async () => {
  stack = await startLocalStack({ background: suite.whole });
  run = new LeakRun(stack, new LeakSearch(plan.index()));
});
afterAll(async () => {
  run.close();
  await stack.stop();
});

/** What was found since it was last asked, so that each finding fails one test. */
const hits = (): readonly string[] => run.search.newHits();

describe(`guarantee 5: PHI leaks nowhere, ${suite.whole ? 'everything' : 'a sample'}`, () => {
  it('not by any input of a route, valid or not', async () => {
    await atOnce(routes.map((planned) => () => run.tryInputs(planned)));
    expect(hits()).toEqual([]);
  });

  it('not by signing in, by an import, or by the event of a function', async () => {
    await Promise.all([signIns(run), imports(run), events(run)]);
    expect(hits()).toEqual([]);
  });

  it('not by a request that is in order and fails, in whatever way', async () => {
    await tryWays(run, suite, routes);
    expect(hits()).toEqual([]);
  });

  it('not by a stored item that is spoilt, and not after the end of the agreement', async () => {
    await items(run);
    const ended = await tryEnded(run, suite, routes);
    await endAgreements(stack, stack.ready.covered_entities.a);
    await ended();
    expect(hits()).toEqual([]);
  });

  it('not into the audit log, a table, a stream, a key’s context, a file, a log line, or a metric', async () => {
    const events = await lookAtStores(run.search, stack);
    suite.print(`${plan.size} identifiers planted, ${events} audit events`, run.rows);
    suite.print('Where they were looked for', run.search.rows);
    expect(hits()).toEqual([]);
  });

  it('and each of these places was looked through, by a search that finds what a caller may see', () => {
    expect(run.search.unseen(OUTPUTS)).toEqual([]);
    expect(run.search.shownRightly).toBeGreaterThan(0);
  });
});
