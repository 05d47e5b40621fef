import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FunctionDefinition, functionDefinitions } from '../../../shared/api/functions';
import { openStateFile } from '../engines/storage/state-file';
import type { InvocationOutcome } from '../lambda/invocation-outcome';
import { physicalTableName } from '../local-resources';
import { LastRuns, Schedule } from './schedule';
import { StreamPoller, StreamPosition } from './stream-poller';
import { StreamSource } from './stream-source';

export interface BackgroundWorkersOptions {
  /** The stack's home: positions and last runs are kept below it. */
  readonly home: string;
  /** The DynamoDB engine itself, past the fault proxy. */
  readonly streamsEndpoint: string;
  readonly now: () => Date;
  readonly invoke: (functionId: string, payload: string) => Promise<InvocationOutcome>;
  readonly log: (message: string) => void;
  /** Whether they run by themselves; else a stream's function runs when it is told to, and nothing else does. */
  readonly running: boolean;
}

/** What a stream's function did with the next batch. */
export type StreamRun = 'nothing' | 'done' | 'failed';

export interface BackgroundWorkers {
  /** Hands a stream's function its next batch; undefined where there is none of that name, or it runs by itself. */
  readonly runStream: (functionId: string) => Promise<StreamRun> | undefined;
  /** Begins nothing more, and waits a little for what is under way; the end of its function ends the rest. */
  stop(): Promise<void>;
}

const STOP_MS = 1_000;

type OfKind<Kind> = Extract<FunctionDefinition, { readonly kind: Kind }>;

/** Stream functions that run when they are told to, one batch at a time. */
const toldWorkers = (pollers: ReadonlyMap<string, StreamPoller>, source: StreamSource): BackgroundWorkers => {
  let last: Promise<unknown> = Promise.resolve();
  return {
    runStream: (functionId) => {
      const poller = pollers.get(functionId);
      if (poller === undefined) return undefined;
      const run = last.then(async (): Promise<StreamRun> => {
        const delivery = await poller.deliver();
        if (delivery === 'none') return 'nothing';
        return delivery === 'some' || delivery === 'full' ? 'done' : 'failed';
      });
      last = run;
      return run;
    },
    stop: () => {
      for (const poller of pollers.values()) poller.stop();
      source.close();
      return Promise.resolve();
    },
  };
};

/** Runs the functions that a table's stream or a schedule invokes. */
export const startBackgroundWorkers = async (options: BackgroundWorkersOptions): Promise<BackgroundWorkers> => {
  const { home, invoke, log, now, running: runsByItself } = options;
  const source = new StreamSource(options.streamsEndpoint);
  const consumers = functionDefinitions.filter(
    (definition): definition is OfKind<'stream'> => definition.kind === 'stream',
  );
  const pollers = await Promise.all(
    consumers.map(async ({ id, table, batchSize }) => {
      const position = await openStateFile(join(home, 'background', `${id}.json`), StreamPosition);
      const tableName = physicalTableName(table);
      const poller = new StreamPoller({ functionId: id, tableName, batchSize, source, position, invoke, log });
      return [id, poller] as const;
    }),
  );
  if (!runsByItself) return toldWorkers(new Map(pollers), source);
  const schedule = new Schedule({
    functions: functionDefinitions.filter(
      (definition): definition is OfKind<'scheduled'> => definition.kind === 'scheduled',
    ),
    state: await openStateFile(join(home, 'background', 'schedules.json'), LastRuns),
    now,
    invoke,
  });
  const running = pollers.map(([, poller]) => poller.run());
  schedule.start();
  return {
    runStream: () => undefined,
    stop: async () => {
      for (const [, poller] of pollers) poller.stop();
      const ended = Promise.all([...running, schedule.stop()]);
      await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
      source.close();
    },
  };
};
