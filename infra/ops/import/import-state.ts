import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { ImportStopped } from './import-stopped';

/** Before a patient is sent: whether it arrived is not known until `done`. */
const Begun = z.strictObject({ kind: z.literal('begun'), key: z.string(), at: z.iso.datetime() });
const Done = z.strictObject({ kind: z.literal('done'), key: z.string(), content: z.string(), id: z.uuid() });
/** What had begun, and was refused: nothing of it was kept. */
const Refused = z.strictObject({ kind: z.literal('refused'), key: z.string() });
const Target = z.strictObject({ kind: z.literal('target'), version: z.literal(1), target: z.string() });
const Line = z.discriminatedUnion('kind', [Begun, Done, Refused, Target]);

type StateLine = z.output<typeof Line>;

interface DoneRecord {
  readonly content: string;
  /** The id that the API gave. */
  readonly id: string;
}

/** What of an import is done: survives a kill at any point. Keys and ids alone, no PHI. */
export interface ImportState {
  done(key: string): DoneRecord | undefined;
  /** When a record was sent whose end is not known. */
  begunAt(key: string): Date | undefined;
  begin(key: string, at: Date): Promise<void>;
  finish(key: string, record: DoneRecord): Promise<void>;
  /** Takes back what was begun, for the API has kept nothing of it. */
  refuse(key: string): Promise<void>;
  close(): Promise<void>;
}

class Memory {
  readonly finished = new Map<string, DoneRecord>();
  readonly begun = new Map<string, Date>();

  take(line: StateLine): void {
    if (line.kind === 'begun' && !this.begun.has(line.key)) this.begun.set(line.key, new Date(line.at));
    if (line.kind === 'refused') this.begun.delete(line.key);
    if (line.kind !== 'done') return;
    this.begun.delete(line.key);
    this.finished.set(line.key, { content: line.content, id: line.id });
  }
}

/** Lines that wait are written together, so that many records share one fsync. */
class DurableLines {
  readonly #waiting: string[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly file: FileHandle) {}

  append(line: StateLine): Promise<void> {
    this.#waiting.push(`${JSON.stringify(line)}\n`);
    this.#writing = this.#writing.then(() => this.#flush());
    return this.#writing;
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.file.close();
  }

  async #flush(): Promise<void> {
    const lines = this.#waiting.splice(0);
    if (lines.length === 0) return;
    await this.file.appendFile(lines.join(''));
    await this.file.datasync();
  }
}

const lineOf = (text: string): StateLine | undefined => {
  try {
    return Line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const readIfThere = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
};

const load = (text: string, target: string, path: string): Memory => {
  const memory = new Memory();
  // The last line of a killed run may be half of one.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  for (const [index, each] of whole.split('\n').slice(0, -1).entries()) {
    if (each === '') continue;
    const line = lineOf(each);
    if (line === undefined) throw new ImportStopped(`Line ${index + 1} of the state file ${path} is not one of ours.`);
    if (line.kind === 'target' && line.target !== target) {
      throw new ImportStopped(`The state file ${path} belongs to another stack or covered entity. Name another one.`);
    }
    memory.take(line);
  }
  return memory;
};

const over = (memory: Memory, record: (line: StateLine) => Promise<void>, close: () => Promise<void>): ImportState => ({
  done: (key) => memory.finished.get(key),
  begunAt: (key) => memory.begun.get(key),
  begin: async (key, at) => {
    await record({ kind: 'begun', key, at: at.toISOString() });
  },
  finish: async (key, { content, id }) => {
    await record({ kind: 'done', key, content, id });
  },
  refuse: async (key) => {
    await record({ kind: 'refused', key });
  },
  close,
});

/**
 * Opens the state of imports into one place, or begins it. Only the owner may read the file.
 * @throws ImportStopped when it belongs to another place or is no state file
 */
export const openState = async (path: string, target: string): Promise<ImportState> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const text = await readIfThere(path);
  const memory = load(text, target, path);
  const file = await open(path, 'a', 0o600);
  await file.chmod(0o600);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await file.truncate(Buffer.byteLength(whole));
  const lines = new DurableLines(file);
  if (whole === '') await lines.append({ kind: 'target', version: 1, target });
  const record = async (line: StateLine): Promise<void> => {
    await lines.append(line);
    memory.take(line);
  };
  return over(memory, record, () => lines.close());
};

/** State that is kept nowhere: for a dry run. */
export const passingState = (): ImportState => {
  const memory = new Memory();
  const record = (line: StateLine): Promise<void> => {
    memory.take(line);
    return Promise.resolve();
  };
  return over(memory, record, () => Promise.resolve());
};
