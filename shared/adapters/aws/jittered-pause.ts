import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_MS = 20;
const LONGEST_MS = 1_000;

/** Waits a random time, at most 40 ms the first time, twice as much with each attempt, and a second at the longest. */
export const jitteredPause = (attempt: number): Promise<void> =>
  sleep(randomInt(Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS)));
