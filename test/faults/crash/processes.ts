import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;

const argumentsOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
};

/** The engine's processes of a home, its shell among them: they name the database by its path. */
const engineProcesses = (home: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => argumentsOf(pid).includes(`${home}/dynamodb/`));

const isEngine = (pid: number): boolean => {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)).startsWith('dynoxide');
  } catch {
    return false;
  }
};

/** Processes that write the database of a home. */
export const enginesOf = (home: string): readonly number[] => engineProcesses(home).filter(isEngine);

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
};

/** Ends the engine of a home as the kernel does when memory runs out: with its shell, at once. */
export const killEngine = (home: string): void => {
  for (const pid of engineProcesses(home)) kill(pid);
};

/** @returns how many milliseconds it took until none of the engine's processes was left; undefined: too many */
export const engineGone = async (home: string, withinMs: number): Promise<number | undefined> => {
  const from = performance.now();
  while (performance.now() - from < withinMs) {
    if (engineProcesses(home).length === 0) return performance.now() - from;
    await sleep(POLL_MS);
  }
  return undefined;
};
