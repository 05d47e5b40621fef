import { Worker } from 'node:worker_threads';
import type { InstanceData, InstanceMessage, InvocationMessage } from './instance/instance-protocol';
import { failed, type InvocationOutcome } from './invocation-outcome';

/** Lambda's limit for loading a function. */
const INIT_TIMEOUT_MS = 10_000;

/** Lambda's limit of a synchronous result, in bytes. */
const MAX_RESULT_BYTES = 6_291_556;

/** Small, so that a handful of instances fits beside everything else on a developer's machine. */
const YOUNG_GENERATION_MB = 4;

export interface InstanceSettings extends InstanceData {
  readonly source: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** One execution environment of one function: a thread with its own environment, one invocation at a time. */
export class FunctionInstance {
  /** Whether the bundle loaded; settles once. */
  readonly ready: Promise<boolean>;
  /** Settles when the thread has ended, for whatever reason. */
  readonly ended: Promise<void>;
  readonly #worker: Worker;
  #settle: ((outcome: InvocationOutcome) => void) | undefined;

  constructor({ source, environment, ...data }: InstanceSettings) {
    this.#worker = new Worker(source, {
      eval: true,
      // Neither variables nor loaders of the parent: what the deployed function would not have, this one has not.
      env: { ...environment },
      execArgv: ['--no-warnings'],
      workerData: data,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: data.memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.ready = new Promise((resolve) => {
      const giveUp = setTimeout(() => {
        resolve(false);
        void this.end();
      }, INIT_TIMEOUT_MS);
      this.#worker.once('message', ({ kind }: InstanceMessage) => {
        clearTimeout(giveUp);
        resolve(kind === 'ready');
        this.#worker.on('message', (message: InstanceMessage) => {
          this.#answer(message);
        });
      });
      this.#worker.once('exit', () => {
        clearTimeout(giveUp);
        resolve(false);
      });
    });
    this.ended = new Promise((resolve) => {
      // An uncaught exception was logged inside; `exit` follows.
      this.#worker.on('error', () => undefined);
      this.#worker.once('exit', () => {
        this.#finish(failed('crashed'));
        resolve();
      });
    });
  }

  /** Runs one invocation; at the timeout the thread is ended, so that no work continues after the answer. */
  invoke(invocation: InvocationMessage): Promise<InvocationOutcome> {
    return new Promise((resolve) => {
      const timeout = setTimeout(() => {
        this.#finish(failed('timed-out'));
        void this.end();
      }, invocation.timeoutMs);
      this.#settle = (outcome) => {
        clearTimeout(timeout);
        resolve(outcome);
      };
      this.#worker.postMessage(invocation);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #answer(message: InstanceMessage): void {
    if (message.kind === 'handler-threw') this.#finish(failed('handler-threw'));
    if (message.kind !== 'answered') return;
    const tooLarge = Buffer.byteLength(message.payload, 'utf8') > MAX_RESULT_BYTES;
    this.#finish(tooLarge ? failed('response-too-large') : message);
  }

  #finish(outcome: InvocationOutcome): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(outcome);
  }
}
