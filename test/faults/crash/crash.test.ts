import { seededSuite } from '../../support/seeded-suite';
import { killRepeatedly } from './one-home';
import { planKills } from './plan';

const suite = seededSuite('crash');
const [HOMES, KILLS_OF_A_HOME] = suite.whole ? [10, 10] : [1, 1];
/** Kinds of steps of a client at each kill. */
const KINDS = suite.whole ? Infinity : 2;
/** A kill with its checks takes a few seconds, and more on a machine that is busy. */
const LONGEST_MS = 60_000 * (1 + HOMES * KILLS_OF_A_HOME);

const homes = Array.from({ length: HOMES }, (_, home) =>
  planKills(suite.random(`kills of home ${home}`), home * KILLS_OF_A_HOME + 1, KILLS_OF_A_HOME),
);

describe('guarantee 1: nothing is lost and nothing is doubled by a kill -9', () => {
  const violations: string[] = [];
  const rows: Record<string, string | number>[] = [];

  afterAll(() => suite.print('Kills under load', rows));

  it(
    'keeps what was acknowledged, whole and once, with its events, and goes on with what was not',
    async () => {
      for (const [home, kills] of homes.entries()) {
        const random = suite.random(`checks of home ${home}`);
        await killRepeatedly(kills, { random, kinds: KINDS }, (kill, result) => {
          violations.push(...result.violations.map((each) => `after kill ${kill.number}: ${each}`));
          rows.push({
            kill: kill.number,
            'after answers': kill.afterAnswers,
            fault: kill.fault === undefined ? '' : `${kill.fault.operation} ${kill.fault.error}`,
            killed: kill.victims,
            'starts killed': kill.startsKilledAfterMs.length,
            acknowledged: result.acknowledged,
            unknown: result.unknown,
            'sent again': result.repeated,
            converged: result.converged,
            'restart ms': result.restartMs,
            violations: result.violations.length,
          });
        });
      }
      expect(violations).toEqual([]);
      expect(rows).toHaveLength(HOMES * KILLS_OF_A_HOME);
    },
    LONGEST_MS,
  );
});
