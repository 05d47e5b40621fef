import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { stackProgram } from './stack-program';

const ROOT = resolve(__dirname, '../..');
const START_TIMEOUT_MS = 60_000;
const END_TIMEOUT_MS = 15_000;

const Ready = z.strictObject({
  url: z.url(),
  client_id: z.string(),
  issuer: z.url(),
  kid: z.string(),
  log: z.string(),
  region: z.string(),
  covered_entities: z.strictObject({ a: z.uuid(), b: z.uuid() }),
});

export interface StackProcessOptions {
  readonly home: string;
  readonly port?: number;
  readonly ephemeral?: boolean;
  /** Default: true. */
  readonly background?: boolean;
  /** Default: false, so that a test starts fast and counts what it made itself. */
  readonly seedPatients?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
  /** Runs the sources, exactly as `npm start` does, and not what was made of them. */
  readonly fromSources?: boolean;
  /** Whether this process stays as long as the stack runs. Default: true. The stack ends with this process either way. */
  readonly waitedFor?: boolean;
}

export interface StackProcess {
  readonly pid: number;
  readonly ready: Readonly<z.output<typeof Ready>>;
  /** All that stood on standard output. */
  output(): string;
  /** Sends the signal, unless the process has ended, and waits for the end. @returns the exit code */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** What the end of this process would do. @returns the exit code */
  closeInput(): Promise<number | null>;
}

/** What of this process's environment a stack needs; settings of the developer's shell stay out. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'AWS_ENDPOINT_URL_DYNAMODB'];

const environmentOf = ({ home, port = 0, settings = {} }: StackProcessOptions): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(INHERITED.map((name) => [name, process.env[name]])),
  PORT: String(port),
  PHIDUCIA_HOME: home,
  PHIDUCIA_SETTINGS: JSON.stringify(settings),
});

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const collect = (stream: Readable): (() => string) => {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
};

const ended = (child: Child): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((done) =>
        child.once('exit', (code) => {
          done(code);
        }),
      );

const end = async (child: Child, signal: NodeJS.Signals): Promise<number | null> => {
  const exit = ended(child);
  child.kill(signal);
  const force = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS);
  try {
    return await exit;
  } finally {
    clearTimeout(force);
  }
};

/** Lets this process end while the child runs. */
const unref = (child: Child): void => {
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
};

const readyLineOf = (child: Child, output: () => string, errors: () => string): Promise<string> =>
  new Promise((done, reject) => {
    const fail = (what: string): void => {
      reject(new Error(`The local stack ${what}: ${errors() || output()}`));
    };
    const timeout = setTimeout(() => {
      fail('did not start in time');
      child.kill('SIGKILL');
    }, START_TIMEOUT_MS);
    child.once('exit', (code) => {
      clearTimeout(timeout);
      // What was written last arrives after the end.
      setImmediate(() => {
        fail(`ended with ${String(code)}`);
      });
    });
    child.stdout.on('data', () => {
      const line = /^READY (.*)\n/m.exec(output())?.[1];
      if (line === undefined) return;
      clearTimeout(timeout);
      done(line);
    });
  });

const spawnStack = (options: StackProcessOptions): Child => {
  const flags = [
    ...['--json', '--with-parent'],
    ...(options.ephemeral === true ? ['--ephemeral'] : []),
    ...(options.background === false ? ['--no-background'] : []),
    ...(options.seedPatients === true ? [] : ['--no-seed-patients']),
  ];
  const program = options.fromSources === true ? ['-r', 'esbuild-register', 'infra/local/start.ts'] : [stackProgram()];
  return spawn(process.execPath, [...program, ...flags], {
    cwd: ROOT,
    env: environmentOf(options),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
};

/** Begins a start and kills it after so long, come up or not. */
export const killStackStart = async (options: StackProcessOptions, afterMs: number): Promise<void> => {
  const child = spawnStack(options);
  child.stdout.resume();
  child.stderr.resume();
  await sleep(afterMs);
  await end(child, 'SIGKILL');
};

/**
 * Starts `npm start -- --json` as a child that ends with this process.
 * @throws Error with what it said, when it does not come up
 */
export const startStackProcess = async (options: StackProcessOptions): Promise<StackProcess> => {
  const child = spawnStack(options);
  const [output, errors] = [collect(child.stdout), collect(child.stderr)];
  const ready = Ready.parse(JSON.parse(await readyLineOf(child, output, errors)));
  if (options.waitedFor === false) unref(child);
  return {
    pid: child.pid ?? 0,
    ready,
    output,
    end: (signal) => end(child, signal),
    closeInput: () => {
      child.stdin.end();
      return ended(child);
    },
  };
};

/** A stack that another test file started, and whose end is not this one's to decide. */
export const attachedTo = (pid: number, ready: StackProcess['ready']): StackProcess => ({
  pid,
  ready,
  output: () => '',
  end: () => Promise.resolve(null),
  closeInput: () => Promise.reject(new Error('The stack is shared.')),
});
