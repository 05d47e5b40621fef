import { FunctionInstance, type InstanceSettings } from './function-instance';
import type { InvocationMessage } from './instance/instance-protocol';
import { failed, type InvocationOutcome } from './invocation-outcome';

export interface PoolLimits {
  readonly maxInstances: number;
  /** Invocations that may wait for an instance; one more is throttled. */
  readonly maxQueued: number;
  /** An instance without work for this long is ended. */
  readonly idleMs: number;
}

interface Waiting {
  readonly invocation: InvocationMessage;
  readonly resolve: (outcome: InvocationOutcome) => void;
}

/** The instances of one function: started when needed, reused newest first, ended when idle. */
export class FunctionPool {
  readonly #settings: InstanceSettings;
  readonly #limits: PoolLimits;
  readonly #live = new Set<FunctionInstance>();
  readonly #idle = new Map<FunctionInstance, NodeJS.Timeout>();
  readonly #queue: Waiting[] = [];
  #starting = 0;
  #closed = false;

  constructor(settings: InstanceSettings, limits: PoolLimits) {
    this.#settings = settings;
    this.#limits = limits;
  }

  get instances(): number {
    return this.#live.size;
  }

  invoke(invocation: InvocationMessage): Promise<InvocationOutcome> {
    if (this.#closed || this.#queue.length >= this.#limits.maxQueued) return Promise.resolve(failed('throttled'));
    return new Promise((resolve) => {
      this.#queue.push({ invocation, resolve });
      this.#dispatch();
    });
  }

  /** Ends all instances; invocations under way fail, waiting ones are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { resolve } of this.#queue.splice(0)) resolve(failed('throttled'));
    await Promise.all([...this.#live].map((instance) => instance.end()));
  }

  /** Ends the instances there are; invocations under way fail, and later ones find a cold instance. */
  async endInstances(): Promise<void> {
    const ending = [...this.#live];
    for (const instance of ending) this.#forget(instance);
    await Promise.all(ending.map((instance) => instance.end()));
  }

  #dispatch(): void {
    if (this.#queue.length === 0 || this.#closed) return;
    const instance = [...this.#idle.keys()].pop();
    if (instance !== undefined) {
      const waiting = this.#queue.shift();
      if (waiting !== undefined) void this.#run(instance, waiting);
    } else if (this.#live.size < this.#limits.maxInstances && this.#starting < this.#queue.length) {
      this.#start();
    }
  }

  async #run(instance: FunctionInstance, { invocation, resolve }: Waiting): Promise<void> {
    clearTimeout(this.#idle.get(instance));
    this.#idle.delete(instance);
    const outcome = await instance.invoke(invocation);
    resolve(outcome);
    const usable =
      outcome.kind === 'answered' || outcome.reason === 'handler-threw' || outcome.reason === 'response-too-large';
    if (usable) this.#release(instance);
    else this.#forget(instance);
  }

  #start(): void {
    const instance = new FunctionInstance(this.#settings);
    this.#live.add(instance);
    this.#starting += 1;
    void instance.ended.then(() => {
      this.#forget(instance);
    });
    void instance.ready.then((ready) => {
      this.#starting -= 1;
      if (ready) {
        this.#release(instance);
        return;
      }
      // Each failed start fails one invocation, so that a bundle that never loads cannot start threads for ever.
      this.#queue.shift()?.resolve(failed('init-failed'));
      void instance.end();
      this.#forget(instance);
    });
  }

  #release(instance: FunctionInstance): void {
    if (!this.#live.has(instance)) return;
    const stop = setTimeout(() => {
      this.#forget(instance);
      void instance.end();
    }, this.#limits.idleMs);
    stop.unref();
    this.#idle.set(instance, stop);
    this.#dispatch();
  }

  #forget(instance: FunctionInstance): void {
    clearTimeout(this.#idle.get(instance));
    this.#idle.delete(instance);
    if (this.#live.delete(instance)) this.#dispatch();
  }
}
