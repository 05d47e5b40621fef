import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalStack } from '../../support/local-stack';
import type { SeededRandom } from '../../support/phi-lines/random';

const FAULTS = [
  { operation: 'TransactWriteItems', error: 'hang' },
  { operation: 'TransactWriteItems', error: 'lost_reply' },
  { operation: 'PutItem', table: 'audit', error: 'lost_reply' },
  { operation: 'PutItem', table: 'audit', error: 'hang' },
] as const;

/** One kill, planned before anything runs. */
export interface PlannedKill {
  readonly number: number;
  /** Of what the clients send. */
  readonly seed: number;
  /** So many answers have come; a machine that is slow is given no more than `MOST_LOAD_MS`. */
  readonly afterAnswers: number;
  /** And so long after that. */
  readonly afterMs: number;
  /** Played before the kill, so that it meets writes whose outcome nobody knows. */
  readonly fault?: (typeof FAULTS)[number];
  readonly faultMs: number;
  /** Whether the engine ends by itself, as its pipe closes, or is killed with the stack. */
  readonly victims: 'stack' | 'stack and engine';
  /** Starts that are killed before the one that is looked at, each after so long. */
  readonly startsKilledAfterMs: readonly number[];
  /** Whether the home is looked at as a whole after it. */
  readonly last: boolean;
}

const MOST_ANSWERS = 40;
const LONGEST_AFTER_MS = 300;
export const MOST_LOAD_MS = 6_000;
/** A start takes about 0.7 seconds. */
const LONGEST_START_MS = 700;
const LONGEST_FAULT_MS = 200;

/** Kills of one home. */
export const planKills = (random: SeededRandom, first: number, count: number): readonly PlannedKill[] =>
  Array.from({ length: count }, (_, index) => {
    const fault = random.below(3) === 0 ? random.any(FAULTS) : undefined;
    return {
      number: first + index,
      seed: random.below(2 ** 31),
      afterAnswers: random.below(MOST_ANSWERS),
      afterMs: random.below(LONGEST_AFTER_MS),
      ...(fault === undefined ? {} : { fault }),
      faultMs: random.below(LONGEST_FAULT_MS),
      victims: random.below(2) === 0 ? 'stack' : 'stack and engine',
      startsKilledAfterMs: random.below(3) === 0 ? [random.below(LONGEST_START_MS)] : [],
      last: index === count - 1,
    };
  });

/** Plays what a kill brings with it, and gives it its time. */
export const playFaultOf = async (stack: LocalStack, { fault, faultMs }: PlannedKill): Promise<void> => {
  if (fault === undefined) return;
  await stack.faults.add({ service: 'dynamodb', ...fault, count: 0 });
  await sleep(faultMs);
};
