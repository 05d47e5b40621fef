import { type LocalStack, startLocalStack } from '../../support/local-stack';
import { seededSuite } from '../../support/seeded-suite';
import { lookAtStores } from './stores';
import { atOnce, LeakRun } from './leak-run';
import { LeakSearch } from './leak-search';
import { Plan } from './plan';
import { tryWays } from './try-ways';

const suite = seededSuite('leaks');
const WHOLE_MS = 3_600_000;
const SAMPLE_MS = 120_000;

const plan = new Plan(suite);
const planned = plan.routes({ routes: 9, classes: 2 });

let stack: LocalStack;
beforeAll(async () => {
  stack = await startLocalStack({ background: suite.whole });
});
afterAll(() => stack.stop());

describe(`guarantee 5: PHI leaks nowhere, ${suite.whole ? 'everything' : 'a sample'}`, () => {
  it(
    'of all identifiers planted in all inputs, failing in all ways, shows none that the caller may not see',
    async () => {
      const started = Date.now();
      const search = new LeakSearch(plan.index());
      const run = new LeakRun(stack, search);
      const lap = (name: string): void => {
        if (process.env.LAPS !== undefined) process.stdout.write(`${name} ${Date.now() - started}\n`);
      };
      lap('index');
      await atOnce(planned.map((each) => () => run.tryInputs(each)));
      lap('inputs');
      await tryWays(run, suite, planned);
      lap('ways');
      run.close();
      const events = await lookAtStores(search, stack);
      lap('stores');
      suite.print(`${plan.size} identifiers planted; ${events} audit events`, run.rows);
      suite.print('Where they were looked for', search.rows);
      expect(search.hits).toEqual([]);
    },
    suite.whole ? WHOLE_MS : SAMPLE_MS,
  );
});
