import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type * as z from 'zod';
import { readFileIfExists } from './read-file-if-exists';
import { writeFileDurably } from './write-file-durably';

/** The state on disk cannot be read: never overwritten, since it may hold the only copy of a key. */
export class EngineStateCorruptError extends Error {
  override readonly name = 'EngineStateCorruptError';
  readonly code = 'engine-state-corrupt';

  constructor(readonly path: string) {
    super(`${path} is not the state of a local engine. Move it away, or start with --ephemeral.`);
  }
}

/** Where an engine's state goes at each change; `save` resolves once that state is durable. */
export interface StateFile<T> {
  /** The state of the last run, or undefined at the first start. */
  readonly loaded: T | undefined;
  save(state: T): Promise<void>;
}

/** `path` absent: in memory. */
export async function openStateFile<T>(path: string | undefined, schema: z.ZodType<T>): Promise<StateFile<T>> {
  if (path === undefined) return { loaded: undefined, save: () => Promise.resolve() };
  const directory = dirname(path);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await removeStrayFiles(directory, basename(path));
  return new DurableStateFile(path, await load(path, schema));
}

/**
 * One JSON file, replaced as a whole. Saves that come while one is being written are joined into the next write,
 * which holds the newest state: callers wait for a write begun after their change.
 */
class DurableStateFile<T> implements StateFile<T> {
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #newest: T | undefined;

  constructor(
    readonly path: string,
    readonly loaded: T | undefined,
  ) {}

  save(state: T): Promise<void> {
    this.#newest = state;
    this.#next ??= this.#current
      .catch(() => undefined)
      .then(() => {
        this.#current = this.#next ?? Promise.resolve();
        this.#next = undefined;
        return writeFileDurably(this.path, JSON.stringify(this.#newest));
      });
    return this.#next;
  }
}

async function load<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFileIfExists(path);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new EngineStateCorruptError(path);
  }
}

/** Temporary files of a process that was killed while writing. */
export async function removeStrayFiles(directory: string, name: string): Promise<void> {
  const strays = (await readdir(directory)).filter((file) => file.startsWith(`${name}.`) && file.endsWith('.tmp'));
  await Promise.all(strays.map((file) => rm(join(directory, file), { force: true })));
}
