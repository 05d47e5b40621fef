import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Fault } from '../../infra/local/engines/faults/fault';
import { readRuntime } from '../../infra/local/runtime-file';
import { DEMO_PASSWORD } from '../../infra/local/seed/demo-users';
import { signIn, type Tokens } from '../../infra/local/sign-in';
import { BASE_PATH } from '../../shared/api/routes/routes';
import { type RequestOptions, sendRequest, type StackResponse } from './stack-request';
import type { Tenants } from './tenants';
import { type StackProcess, startStackProcess } from './stack-process';

export interface LocalStackOptions {
  /** Default: a temporary directory that `stop()` removes. */
  readonly home?: string;
  /** Settings that functions get instead of the stack's own, such as `{ HIPAA_ENABLED: 'false' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** `--ephemeral`: then a restart begins with nothing. */
  readonly ephemeral?: boolean;
  /** Whether functions of streams and schedules run, whose calls would be counted too. Default: true. */
  readonly background?: boolean;
  /** Whether the first start puts 25 synthetic patients on file. Default: false. */
  readonly seedPatients?: boolean;
}

const Calls = z.strictObject({
  items: z.array(
    z.strictObject({
      service: z.string(),
      operation: z.string(),
      tables: z.array(z.string()),
      fault: z.string().optional(),
    }),
  ),
});
/** A request that reached an engine, and the fault that ended it. */
export type SeenCall = z.output<typeof Calls>['items'][number];

const ScheduledRun = z.strictObject({ outcome: z.string() });
const StreamRun = z.strictObject({ outcome: z.enum(['nothing', 'done', 'failed']) });

const Counts = z.record(z.string(), z.record(z.string(), z.number()));

export type LogLine = Readonly<Record<string, unknown>>;

/** A local stack in a process of its own, as `npm start` runs it, on any free port. */
export class LocalStack {
  readonly home: string;
  readonly #options: LocalStackOptions;
  #process: StackProcess;
  #offsetMs = 0;
  /** By request id, in milliseconds of the stack's clock. */
  readonly #sentAt = new Map<string, number>();

  /** Of a suite on a stack that it shares: its entities and users. */
  readonly #tenants: Tenants | undefined;
  /** Bytes of the log that other suites' calls left. */
  readonly #loggedBefore: number;

  private constructor(home: string, options: LocalStackOptions, process: StackProcess, tenants?: Tenants) {
    this.home = home;
    this.#options = options;
    this.#process = process;
    this.#tenants = tenants;
    this.#loggedBefore = tenants === undefined ? 0 : statSync(process.ready.log).size;
  }

  static async start(options: LocalStackOptions = {}): Promise<LocalStack> {
    const home = options.home ?? mkdtempSync(join(tmpdir(), 'phiducia-test-'));
    return new LocalStack(home, options, await startStackProcess({ ...options, home }));
  }

  /** A stack that runs already, on a home that stays, with covered entities and users that nobody else has. */
  static over(process: StackProcess, home: string, tenants: Tenants): LocalStack {
    return new LocalStack(home, { home }, process, tenants);
  }

  /** What the READY line said. The port is another one after a restart. */
  get ready(): StackProcess['ready'] {
    const { ready } = this.#process;
    return this.#tenants === undefined ? ready : { ...ready, covered_entities: this.#tenants.entities };
  }

  get url(): string {
    return this.#process.ready.url;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Signs in anew: a session of its own each time. */
  signIn(email: string, password: string = DEMO_PASSWORD): Promise<Tokens> {
    const runtime = readRuntime(this.home);
    if (runtime === undefined) throw new Error(`No stack runs on ${this.home}.`);
    return signIn(runtime, email, password);
  }

  /** A token of a session of its own: of the user who signs in, or of one of our own tenants with the same roles. */
  async token(email: string, kind: keyof Tokens = 'access'): Promise<string> {
    if (this.#tenants !== undefined && kind === 'access') return this.#tenants.token(this, email);
    return (await this.signIn(email))[kind];
  }

  /** @param path From the root, such as `/api/v1/health` or `/docs`. */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<StackResponse> {
    const sentAt = this.now().getTime();
    const response = await sendRequest(this.url, method, path, options);
    const requestId = response.headers.get('x-request-id');
    if (requestId !== null) this.#sentAt.set(requestId, sentAt);
    return response;
  }

  /** When a request that was sent from here was sent, by the stack's clock then. */
  sentAt(requestId: string): Date | undefined {
    const sentAt = this.#sentAt.get(requestId);
    return sentAt === undefined ? undefined : new Date(sentAt);
  }

  /** @param path Below `/api/v1`, such as `/hipaa/encrypt`. */
  api(method: string, path: string, options: RequestOptions = {}): Promise<StackResponse> {
    return this.request(method, `${BASE_PATH}${path}`, options);
  }

  readonly faults = {
    add: async (fault: Omit<Fault, 'count'> & { readonly count?: number }): Promise<void> => {
      await this.#control('POST', '/__local/faults', 201, { count: 1, ...fault });
    },
    clear: async (): Promise<void> => {
      await this.#control('DELETE', '/__local/faults', 204);
    },
  };

  readonly clock = {
    /** Moves what functions, tokens, and schedules see; 0 puts it back. */
    set: async (offsetMs: number): Promise<void> => {
      await this.#control('POST', '/__local/clock', 200, { offset_ms: offsetMs });
      this.#offsetMs = offsetMs;
    },
  };

  readonly calls = {
    /** The newest 1,000 requests at most that reached the engines, oldest first. */
    list: async (): Promise<readonly SeenCall[]> =>
      Calls.parse((await this.#control('GET', '/__local/calls', 200)).json).items,
    clear: async (): Promise<void> => {
      await this.#control('DELETE', '/__local/calls', 204);
    },
  };

  /** Ends the instances of a function, or all: the next call finds a cold one. */
  async endInstances(functionId?: string): Promise<void> {
    const one = functionId === undefined ? undefined : { function: functionId };
    await this.#control('DELETE', '/__local/instances', 204, one);
  }

  /** Runs a scheduled function now. @returns `succeeded`, or how it failed */
  async runScheduled(functionId: string): Promise<string> {
    const { json } = await this.#control('POST', '/__local/schedules', 200, { function: functionId });
    return ScheduledRun.parse(json).outcome;
  }

  /** Hands a function of a stream its next batch now, on a stack without `background`. */
  async runStream(functionId: string): Promise<z.output<typeof StreamRun>['outcome']> {
    const { json } = await this.#control('POST', '/__local/streams', 200, { function: functionId });
    return StreamRun.parse(json).outcome;
  }

  /** The time that functions see. */
  now(): Date {
    return new Date(Date.now() + this.#offsetMs);
  }

  /** `AWS_ENDPOINT_URL_*` of the stack's engines, behind the fault proxy. */
  get environment(): Readonly<Record<string, string>> {
    const runtime = readRuntime(this.home);
    if (runtime === undefined) throw new Error(`No stack runs on ${this.home}.`);
    return runtime.environment;
  }

  /** Calls that each engine received since the start, by operation. */
  async callCounts(): Promise<z.output<typeof Counts>> {
    return Counts.parse((await this.#control('GET', '/__local/engines', 200)).json);
  }

  /** Everything logged so far, this start's and earlier ones'; on a shared stack, since this suite took it. */
  logText(): string {
    return readFileSync(this.ready.log).subarray(this.#loggedBefore).toString('utf8');
  }

  /** @throws SyntaxError where a line is not JSON */
  logLines(): readonly LogLine[] {
    const lines = this.logText().split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LogLine);
  }

  /** Ends the process at once and waits for its end; the data stays. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT' = 'SIGKILL'): Promise<number | null> {
    return this.#process.end(signal);
  }

  /** Stops what runs, if anything does, and starts again on the same data. */
  async restart(settings = this.#options.settings): Promise<void> {
    await this.#process.end('SIGTERM');
    this.#offsetMs = 0;
    this.#process = await startStackProcess({ ...this.#options, settings, home: this.home });
  }

  /** Stops the stack and removes its data, unless the home was given. */
  async stop(): Promise<void> {
    await this.#process.end('SIGTERM');
    if (this.#options.home === undefined) rmSync(this.home, { recursive: true, force: true });
  }

  async #control(method: string, path: string, expected: number, json?: unknown): Promise<StackResponse> {
    const response = await this.request(method, path, { json });
    if (response.status !== expected)
      throw new Error(`${method} ${path} answered ${response.status}: ${response.text}`);
    return response;
  }
}

/** Starts a stack for a test; end it with `stop()`. */
export const startLocalStack = (options: LocalStackOptions = {}): Promise<LocalStack> => LocalStack.start(options);
