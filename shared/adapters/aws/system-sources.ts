import { randomBytes, randomUUID } from 'node:crypto';
import { ulid } from 'ulidx';
import type { Clock } from '../../ports/clock';
import type { Randomness } from '../../ports/randomness';
import { type TimeLimit, TimeLimitError } from '../../ports/time-limit';

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** 2^-32 steps: `ulidx` asks for fractions in [0, 1) and takes five bits of each. */
const fraction = (): number => randomBytes(4).readUInt32BE() / 2 ** 32;

/** The operating system's random generator. */
export const systemRandomness: Randomness = {
  bytes: (size) => randomBytes(size),
  uuid: () => randomUUID(),
  ulid: (at) => ulid(at.getTime(), fraction),
};

/** Real time: a timer beside the work. */
export const systemTimeLimit: TimeLimit = {
  within: async (ms, work) => {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new TimeLimitError());
      }, ms);
    });
    try {
      return await Promise.race([work, limit]);
    } finally {
      clearTimeout(timer);
    }
  },
};
