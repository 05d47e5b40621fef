import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** Where a running stack can be reached; `npm run token` finds it by this file. */
const RuntimeSchema = z.object({
  pid: z.int(),
  url: z.string(),
  client_id: z.string(),
  issuer: z.string(),
  cognito_url: z.string(),
  log: z.string(),
  /** `AWS_ENDPOINT_URL_*` of the engines: with them, any AWS SDK or CLI talks to this stack. */
  environment: z.record(z.string(), z.string()),
});

export type Runtime = Readonly<z.output<typeof RuntimeSchema>>;

const fileOf = (home: string): string => join(home, 'stack.json');

/** Whether a process of this id runs, whoever’s it is. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** What the file says; undefined when there is none, or its stack is gone. */
export const readRuntime = (home: string): Runtime | undefined => {
  try {
    const runtime = RuntimeSchema.parse(JSON.parse(readFileSync(fileOf(home), 'utf8')));
    return isAlive(runtime.pid) ? runtime : undefined;
  } catch {
    return undefined;
  }
};

/** In one step, so that no reader sees half of it. */
export const writeRuntime = (home: string, runtime: Runtime): void => {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const temporary = `${fileOf(home)}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(runtime, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, fileOf(home));
};

/** Only if it is this process's own. */
export const removeRuntime = (home: string): void => {
  if (readRuntime(home)?.pid === process.pid) rmSync(fileOf(home), { force: true });
};
