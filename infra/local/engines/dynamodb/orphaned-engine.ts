import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MILLISECONDS = 10;
const END_MILLISECONDS = 5_000;

/** Engines of this database, by their command line; none where the system does not show them. */
async function enginesOf(binary: string, databasePath: string): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const words = (await readFile(`/proc/${name}/cmdline`, 'latin1').catch(() => '')).split('\0');
        return words[0] === binary && words.includes(databasePath) ? [Number(name)] : [];
      }),
  );
  return found.flat();
}

/**
 * Ends what a killed stack left behind: its engine has up to two seconds to end, and what it still has under way would
 * be written beside the new one. The caller holds the home's lock, so no engine of this database is anybody's.
 * @throws Error that names an engine which does not end, such as another user's: two would write the same data
 */
export async function endOrphanedEngines(
  binary: string,
  databasePath: string,
  { end = kill, withinMs = END_MILLISECONDS } = {},
): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    const orphans = await enginesOf(binary, databasePath);
    if (orphans.length === 0) return;
    if (Date.now() > until) {
      throw new Error(`Another engine, process ${orphans.join(', ')}, has ${databasePath} open and does not end.`);
    }
    for (const pid of orphans) end(pid);
    await sleep(POLL_MILLISECONDS);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself, or is another user's.
  }
}
