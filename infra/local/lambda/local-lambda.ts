import { randomBytes, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionDefinition } from '../../../shared/api/functions';
import { ROOT } from '../../bundle/bundle-handlers';
import type { MovedClock } from '../moved-clock';
import { FunctionPool, type PoolLimits } from './function-pool';
import type { InvocationMessage } from './instance/instance-protocol';
import { instanceSource } from './instance-source';
import { failed, type InvocationFailure, type InvocationOutcome } from './invocation-outcome';
import { removeUnfinished } from './unfinished-files';

export type LocalFunction = Pick<FunctionDefinition, 'id' | 'timeoutSeconds' | 'memoryMb'>;

export interface LocalLambdaOptions {
  readonly functions: readonly LocalFunction[];
  readonly bundleFile: (functionId: string) => string;
  /** The whole environment of a function; nothing is inherited. */
  readonly environment: (definition: LocalFunction) => Readonly<Record<string, string>>;
  readonly region: string;
  readonly clock: MovedClock;
  /** Open for appending. */
  readonly logDescriptor: number;
  readonly limits?: Partial<PoolLimits>;
}

const DEFAULT_LIMITS: PoolLimits = { maxInstances: 4, maxQueued: 256, idleMs: 60_000 };

/** Beside the bundles, not among them: those are what is deployed. */
const COMPILED_DIRECTORY = join(ROOT, '.build', 'local', 'compiled');

const traceId = (): string =>
  `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')};Sampled=0`;

/** The local Lambda service: runs the bundles that `cdk deploy` would upload, each in threads of its own. */
export class LocalLambda {
  readonly #pools: ReadonlyMap<string, FunctionPool>;
  readonly #timeouts: ReadonlyMap<string, number>;
  readonly #clock: MovedClock;
  readonly #logDescriptor: number;

  constructor(options: LocalLambdaOptions) {
    const source = instanceSource();
    removeUnfinished(COMPILED_DIRECTORY);
    this.#clock = options.clock;
    this.#logDescriptor = options.logDescriptor;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const poolOf = (definition: LocalFunction): FunctionPool =>
      new FunctionPool(
        {
          source,
          environment: options.environment(definition),
          functionName: definition.id,
          memoryMb: definition.memoryMb,
          region: options.region,
          bundleFile: options.bundleFile(definition.id),
          compiledFile: join(COMPILED_DIRECTORY, definition.id),
          clockMemory: options.clock.memory,
          logDescriptor: options.logDescriptor,
        },
        limits,
      );
    this.#pools = new Map(options.functions.map((definition) => [definition.id, poolOf(definition)]));
    this.#timeouts = new Map(options.functions.map(({ id, timeoutSeconds }) => [id, timeoutSeconds * 1000]));
  }

  /**
   * Invokes a function synchronously (`RequestResponse`).
   * @param payload The event as JSON.
   */
  async invoke(functionId: string, payload: string): Promise<InvocationOutcome> {
    const pool = this.#pools.get(functionId);
    const timeoutMs = this.#timeouts.get(functionId);
    if (pool === undefined || timeoutMs === undefined) return failed('init-failed');
    const invocation: InvocationMessage = { requestId: randomUUID(), payload, timeoutMs, traceId: traceId() };
    const outcome = await pool.invoke(invocation);
    if (outcome.kind === 'failed') this.#logFailure(functionId, invocation.requestId, outcome.reason);
    return outcome;
  }

  /** Ends a function's instances, or all; the next invocation starts a cold one. */
  async endInstances(functionId?: string): Promise<void> {
    const pools = [...this.#pools].filter(([id]) => functionId === undefined || id === functionId);
    await Promise.all(pools.map(([, pool]) => pool.endInstances()));
  }

  /** Running instances by function, those without any left out. */
  instanceCounts(): Readonly<Record<string, number>> {
    const counts = [...this.#pools].map(([id, pool]) => [id, pool.instances] as const);
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  /** What the platform itself says about an invocation without a result. */
  #logFailure(functionId: string, requestId: string, reason: InvocationFailure): void {
    const timestamp = this.#clock.now().toISOString();
    const record = {
      timestamp,
      level: 'ERROR',
      function_name: functionId,
      requestId,
      type: 'platform.report',
      status: reason,
    };
    try {
      writeSync(this.#logDescriptor, `${JSON.stringify(record)}\n`);
    } catch {
      // As in the instances: a log that cannot be written fails no request.
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }
}
