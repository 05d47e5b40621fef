import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalStack, startLocalStack } from '../../support/local-stack';
import { killStackStart } from '../../support/stack-process';
import type { SeededRandom } from '../../support/phi-lines/random';
import { sendAgain } from './answers-again';
import { compareContent } from './content-checks';
import { answeredEvents, createdOnce, doubledEvents, type Violations } from './event-checks';
import { settle } from './settle';
import { signInAll, startLoad } from './load';
import { doneAnswers, type Model, newModel } from './model';
import { engineGone, enginesOf, killEngine } from './processes';
import { acknowledged, countedOnce } from './model-checks';
import { MOST_LOAD_MS, playFaultOf, type PlannedKill } from './plan';
import { takeSnapshot } from './snapshot';
import { pointers, versions, wholeThings } from './wholeness-checks';

/** What is printed of a kill. */
export interface KillResult {
  readonly acknowledged: number;
  readonly unknown: number;
  readonly repeated: number;
  readonly converged: number;
  readonly restartMs: number;
  readonly violations: Violations;
}

/** The supervisor gives the engine two seconds to end. */
const ENGINE_END_MS = 5_000;

const countsOf = (model: Model, kill: number) => {
  const sent = model.sent.filter((each) => each.kill === kill);
  const done = sent.filter((each) => doneAnswers(each).length > 0).length;
  const unknown = sent.filter(({ attempts }) => attempts[0] === undefined || attempts[0].status >= 500).length;
  return { acknowledged: done, unknown };
};

/** What the stores say, whatever was answered. */
const storedChecks = async (stack: LocalStack, model: Model): Promise<Violations> => {
  const snapshot = await takeSnapshot(stack);
  return [
    ...doubledEvents(snapshot),
    ...answeredEvents(model, snapshot),
    ...createdOnce(model, snapshot),
    ...wholeThings(snapshot),
    ...pointers(snapshot),
    ...versions(snapshot),
    ...acknowledged(model, snapshot),
    ...countedOnce(model, snapshot),
  ];
};

const checkAfter = async (stack: LocalStack, model: Model, random: SeededRandom, kill: number) => {
  const stored = await storedChecks(stack, model);
  const tokens = await signInAll(stack);
  const again = await sendAgain(stack, tokens, model);
  const content = await compareContent({ stack, tokens, model, random }, kill);
  return { ...again, tokens, violations: [...stored, ...again.violations, ...content] };
};

/**
 * Kills one stack on one home again and again under load, and looks after each start what is there.
 * @param told of each kill, with everything that is wrong after it
 */
export const killRepeatedly = async (
  kills: readonly PlannedKill[],
  { random, kinds }: { readonly random: SeededRandom; readonly kinds: number },
  told: (kill: PlannedKill, result: KillResult) => void,
): Promise<void> => {
  const home = mkdtempSync(join(tmpdir(), 'phiducia-crash-'));
  const model = newModel();
  let stack: LocalStack | undefined;
  try {
    stack = await startLocalStack({ home });
    let tokens = await signInAll(stack);
    for (const kill of kills) {
      try {
        const load = startLoad({ stack, tokens, model, kill, kinds });
        await load.answered(kill.afterAnswers, MOST_LOAD_MS);
        await sleep(kill.afterMs);
        await playFaultOf(stack, kill);
        if (kill.victims === 'stack and engine') killEngine(home);
        await stack.kill('SIGKILL');
        load.stop();
        await load.ended;
        const counts = countsOf(model, kill.number);
        for (const afterMs of kill.startsKilledAfterMs) await killStackStart({ home }, afterMs);
        const from = performance.now();
        await stack.restart();
        const restartMs = Math.round(performance.now() - from);
        const engines = enginesOf(home).length;
        const { tokens: fresh, ...checked } = await checkAfter(stack, model, random, kill.number);
        tokens = fresh;
        const background = kill.last ? [...(await settle(stack, model)), ...(await storedChecks(stack, model))] : [];
        const violations = [
          ...checked.violations,
          ...background,
          ...(engines === 1 ? [] : [`${engines} engines write the database after the restart`]),
        ];
        told(kill, { ...counts, ...checked, restartMs, violations });
      } catch (error) {
        throw new Error(`The stack does not go on after kill ${kill.number}.`, { cause: error });
      }
    }
  } finally {
    await stack?.stop();
    const gone = await engineGone(home, ENGINE_END_MS);
    killEngine(home);
    rmSync(home, { recursive: true, force: true });
    expect(gone).toBeDefined();
  }
};
