import { type FunctionDefinition, functionDefinitions } from '../../../shared/api/functions';
import { JobSchema } from '../../../shared/domain/job';
import { baaTerms } from '../../support/stored-baa';
import type { SweepLane } from './sweep-lane';

/** Past every review's due time, and past the time after which a job that stands still is started again. */
export const LATER_MS = 75 * 3_600_000;
const MINUTE_MS = 60_000;
/** The catch-up forgives a clock that is put back by up to an hour. */
const SOON_MS = 20 * MINUTE_MS;
const EXPIRY_MS = 20 * 24 * 3_600_000;
/** A job after a rotation ends once no instance can seal under the version before; each further step is a minute later. */
const ROTATED_MS = 7 * MINUTE_MS;
const STEP_MS = 3 * MINUTE_MS;
/** Batches of one turn, and turns until a job must have ended. */
const MOST_BATCHES = 40;
const MOST_TURNS = 4;

/** Every function that no request invokes and no dashboard: by its table, a stream or a schedule does. */
export const workers = functionDefinitions.filter(({ kind }) => kind === 'scheduled' || kind === 'stream');

/** Emergency access while the audit table refuses: its event waits in the second sink, its review will be overdue. */
const emergency = async (lane: SweepLane): Promise<void> => {
  const call = await lane.ready('requestEmergencyAccess');
  const denied = { service: 'dynamodb', operation: '*', table: 'audit', error: 'AccessDeniedException' } as const;
  await lane.stack.faults.add({ ...denied, count: 0 });
  await call().finally(() => lane.stack.faults.clear());
};

const event = async (lane: SweepLane): Promise<unknown> => (await lane.ready('getSession'))();

/** Leaves each worker something to do. */
const work: Readonly<Record<string, (lane: SweepLane) => Promise<unknown>>> = {
  SequenceAuditEvents: event,
  CatchUpSequence: event,
  ReconcileAudit: emergency,
  EscalateOverdueReviews: emergency,
  RestartJobs: async (lane) => (await lane.ready('reencryptKeys'))(),
  RunJob: async (lane) => {
    const job = await lane.ready('reencryptKeys');
    await (
      await lane.ready('rotateKey')
    )();
    await job();
  },
  AlertExpiringAgreements: async ({ caller, stack }) => {
    const expiry_date = new Date(Date.now() + EXPIRY_MS).toISOString().slice(0, 10);
    const token = await caller.token('admin@demo.test');
    await stack.api('POST', '/hipaa/baa', { token, json: baaTerms({ expiry_date }) });
  },
};

/** @throws Error for a worker that this table does not know: it would be swept without any work */
export const leaveWork = async (lane: SweepLane, { id }: FunctionDefinition): Promise<void> => {
  const leave = work[id];
  if (leave === undefined) throw new Error(`no work for ${id}`);
  await leave(lane);
};

const timeoutOf = (id: string): number => workers.find((worker) => worker.id === id)?.timeoutSeconds ?? 0;

/** Hands a stream's function batch after batch, until there is none or one fails. @returns `succeeded`, or how it failed */
export const drain = async ({ stack }: SweepLane, id: string): Promise<string> => {
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const started = performance.now();
    const outcome = await stack.runStream(id);
    if (performance.now() - started >= timeoutOf(id) * 1000) return 'timed-out';
    if (outcome === 'nothing') return 'succeeded';
    if (outcome === 'failed') return 'handler-threw';
  }
  return 'went on for ever';
};

const at = async <T>({ stack }: SweepLane, offsetMs: number, run: () => Promise<T>): Promise<T> => {
  await stack.clock.set(offsetMs);
  return run().finally(() => stack.clock.set(0));
};

const OFFSETS: Readonly<Record<string, number>> = {
  CatchUpSequence: SOON_MS,
  RunJob: ROTATED_MS,
  SequenceAuditEvents: 0,
};

/** Runs a worker when its work is due. */
export const runWorker = (lane: SweepLane, { id, kind }: FunctionDefinition): Promise<string> =>
  at(lane, OFFSETS[id] ?? LATER_MS, () => (kind === 'stream' ? drain(lane, id) : lane.stack.runScheduled(id)));

const jobsGoOn = (states: readonly string[]): boolean =>
  states.some((state) => state === 'queued' || state === 'running');

/**
 * Lets a worker run again, beside those that stand by it, until it has nothing left.
 * @param isParked whether a defect made the sequencer leave a tree to the catch-up, which else must have nothing to do
 * @returns how the last run ended
 */
export const runAgain = async (lane: SweepLane, worker: FunctionDefinition, isParked: boolean): Promise<string> => {
  const outcome = await runWorker(lane, worker);
  if (worker.id === 'SequenceAuditEvents' && isParked && outcome === 'succeeded') {
    return at(lane, SOON_MS, () => lane.stack.runScheduled('CatchUpSequence'));
  }
  if (worker.id !== 'RunJob') return outcome;
  for (let turn = 1; turn <= MOST_TURNS; turn += 1) {
    if (!jobsGoOn((await jobsOf(lane)).map(({ state }) => state))) return 'succeeded';
    const ended = await at(lane, ROTATED_MS + turn * STEP_MS, async () => {
      const restarted = await lane.stack.runScheduled('RestartJobs');
      return restarted === 'succeeded' ? drain(lane, 'RunJob') : restarted;
    });
    if (ended !== 'succeeded') return ended;
  }
  return 'left a job that goes on';
};

/** The jobs of a lane, as they are stored. */
export const jobsOf = async (lane: SweepLane) =>
  (await lane.rows('jobs')).flatMap((row) => {
    const parsed = JobSchema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
