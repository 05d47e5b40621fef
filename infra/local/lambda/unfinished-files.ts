import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../runtime-file';

/**
 * Removes files of compiled code that nobody finishes any more: an instance that is terminated while it writes one leaves
 * it. Those of stacks that run stay: their instances may be writing.
 */
export const removeUnfinished = (directory: string): void => {
  try {
    for (const name of readdirSync(directory)) {
      const pid = /\.(\d{1,10})\.\d{1,10}\.tmp$/.exec(name)?.[1];
      if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(directory, name), { force: true });
    }
  } catch {
    // There is no such directory yet, or another stack tidies at the same time: nothing depends on it.
  }
};
