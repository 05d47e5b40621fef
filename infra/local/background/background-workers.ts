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
}

interface BackgroundWorkers {
  /** Begins nothing more, and waits a little for what is under way; the end of its function ends the rest. */
  stop(): Promise<void>;
}

const STOP_MS = 1_000;

type OfKind<Kind> = Extract<FunctionDefinition, { readonly kind: Kind }>;

/** Runs the functions that a table's stream or a schedule invokes. */
export const startBackgroundWorkers = async (options: BackgroundWorkersOptions): Promise<BackgroundWorkers> => {
  const { home, invoke, log, now } = options;
  const source = new StreamSource(options.streamsEndpoint);
  const consumers = functionDefinitions.filter(
    (definition): definition is OfKind<'stream'> => definition.kind === 'stream',
  );
  const pollers = await Promise.all(
    consumers.map(async ({ id, table, batchSize }) => {
      const position = await openStateFile(join(home, 'background', `${id}.json`), StreamPosition);
      return new StreamPoller({
        functionId: id,
        tableName: physicalTableName(table),
        batchSize,
        source,
        position,
        invoke,
        log,
      });
    }),
  );
  const schedule = new Schedule({
    functions: functionDefinitions.filter(
      (definition): definition is OfKind<'scheduled'> => definition.kind === 'scheduled',
    ),
    state: await openStateFile(join(home, 'background', 'schedules.json'), LastRuns),
    now,
    invoke,
  });
  const running = pollers.map((poller) => poller.run());
  schedule.start();
  return {
    stop: async () => {
      for (const poller of pollers) poller.stop();
      const ended = Promise.all([...running, schedule.stop()]);
      await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
      source.close();
    },
  };
};
