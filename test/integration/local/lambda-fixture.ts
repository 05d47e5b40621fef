import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PoolLimits } from '../../../infra/local/lambda/function-pool';
import { LocalLambda } from '../../../infra/local/lambda/local-lambda';
import type { InvocationOutcome } from '../../../infra/local/lambda/invocation-outcome';
import { MovedClock } from '../../../infra/local/moved-clock';

/** A local Lambda service with one function, `Probe`, whose source the test gives. */
export interface LambdaFixture {
  readonly clock: MovedClock;
  readonly lambda: LocalLambda;
  invoke(event?: unknown): Promise<InvocationOutcome>;
  /** The handler's result. @throws Error when there is none */
  result(event?: unknown): Promise<unknown>;
  logText(): string;
  close(): Promise<void>;
}

export interface LambdaFixtureOptions {
  readonly limits?: Partial<PoolLimits>;
  readonly timeoutSeconds?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** @param source the body of `async (event, context) => { … }`, or a whole module when it exports `handler` itself */
export const startLambdaFixture = (source: string, options: LambdaFixtureOptions = {}): LambdaFixture => {
  const directory = mkdtempSync(join(tmpdir(), 'phiducia-lambda-'));
  const bundle = join(directory, 'index.js');
  writeFileSync(
    bundle,
    source.includes('exports.') ? source : `exports.handler = async (event, context) => { ${source} };`,
  );
  const log = join(directory, 'log');
  const logDescriptor = openSync(log, 'a');
  const clock = new MovedClock();
  const lambda = new LocalLambda({
    functions: [{ id: 'Probe', timeoutSeconds: options.timeoutSeconds ?? 5, memoryMb: 256 }],
    bundleFile: () => bundle,
    environment: () => options.environment ?? {},
    region: 'us-east-1',
    clock,
    logDescriptor,
    limits: options.limits,
  });
  const invoke = (event: unknown = {}): Promise<InvocationOutcome> => lambda.invoke('Probe', JSON.stringify(event));
  return {
    clock,
    lambda,
    invoke,
    result: async (event) => {
      const outcome = await invoke(event);
      if (outcome.kind === 'failed') throw new Error(outcome.reason);
      return JSON.parse(outcome.payload) as unknown;
    },
    logText: () => readFileSync(log, 'utf8'),
    close: async () => {
      await lambda.close();
      closeSync(logDescriptor);
      rmSync(directory, { recursive: true });
    },
  };
};
