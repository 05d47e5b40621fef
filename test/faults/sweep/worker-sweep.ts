import { type FunctionDefinition, functionDefinitions } from '../../../shared/api/functions';
import type { SeenCall } from '../../support/local-stack';
import { baaTerms } from '../../support/stored-baa';
import { type FaultKind, faultOn, kindsOf, nameOf } from './fault-kinds';
import { callName, callsDuring } from './route-profile';
import type { SweepLane } from './sweep-lane';

/** One fault on one call of a scheduled function. */
export interface WorkerCase {
  readonly worker: FunctionDefinition;
  readonly call: SeenCall;
  readonly kind: FaultKind;
  readonly lasting: boolean;
}

/** Past every review's due time, and past the time after which a job that stands still is started again. */
export const LATER_MS = 75 * 3_600_000;
const MINUTE_MS = 60_000;
/** The catch-up forgives a clock that is put back by up to an hour. */
const SOON_MS = 20 * MINUTE_MS;
const EXPIRY_MS = 20 * 24 * 3_600_000;

export const scheduledWorkers = functionDefinitions.filter(({ kind }) => kind === 'scheduled');

/** Emergency access while the audit table refuses: its event waits in the second sink, its review will be overdue. */
const emergency = async (lane: SweepLane): Promise<void> => {
  const call = await lane.ready('requestEmergencyAccess');
  const denied = { service: 'dynamodb', operation: '*', table: 'audit', error: 'AccessDeniedException' } as const;
  await lane.stack.faults.add({ ...denied, count: 0 });
  await call().finally(() => lane.stack.faults.clear());
};

/** Leaves each worker something to do. */
const work: Readonly<Record<string, (lane: SweepLane) => Promise<unknown>>> = {
  CatchUpSequence: async (lane) => (await lane.ready('getSession'))(),
  ReconcileAudit: emergency,
  EscalateOverdueReviews: emergency,
  RestartJobs: async (lane) => (await lane.ready('reencryptKeys'))(),
  AlertExpiringAgreements: async ({ caller, stack }) => {
    const expiry_date = new Date(Date.now() + EXPIRY_MS).toISOString().slice(0, 10);
    const token = await caller.token('admin@demo.test');
    await stack.api('POST', '/hipaa/baa', { token, json: baaTerms({ expiry_date }) });
  },
};

/** Runs a worker later, when its work is due. */
const run = async ({ stack }: SweepLane, { id }: FunctionDefinition): Promise<string> => {
  await stack.clock.set(id === 'CatchUpSequence' ? SOON_MS : LATER_MS);
  return stack.runScheduled(id).finally(() => stack.clock.set(0));
};

/** The faults on every call that a worker makes, found by running it. */
export const workerCases = async (lane: SweepLane, worker: FunctionDefinition): Promise<readonly WorkerCase[]> => {
  await work[worker.id]?.(lane);
  await lane.stack.endInstances(worker.id);
  const { done, calls } = await callsDuring(lane.stack, () => run(lane, worker));
  if (done !== 'succeeded') throw new Error(`${worker.id}: ${done}, healthy`);
  const distinct = [...new Map(calls.map((call) => [callName(call), call])).values()];
  return distinct.flatMap((call) =>
    kindsOf(call).flatMap((kind) => [false, true].map((lasting) => ({ worker, call, kind, lasting }))),
  );
};

export const workerCaseName = ({ worker, call, kind, lasting }: WorkerCase): string =>
  `${worker.id}, ${callName(call)}, ${nameOf(kind)}${lasting ? ' for good' : ' once'}`;

export interface WorkerPlayed {
  readonly outcome: string;
  readonly hits: number;
  readonly violations: readonly string[];
}

/**
 * Plays a fault on a worker that has work, then lets it run again, as its schedule does. The instance is new each time: a
 * warm one does not make all the calls that a profile found.
 */
export const playOnWorker = async (lane: SweepLane, each: WorkerCase): Promise<WorkerPlayed> => {
  const { worker, call, kind, lasting } = each;
  await work[worker.id]?.(lane);
  await lane.stack.endInstances(worker.id);
  await lane.stack.faults.add(faultOn(call, kind, lasting ? 0 : 1));
  const started = performance.now();
  const { done: outcome, calls } = await callsDuring(lane.stack, () => run(lane, worker)).finally(() =>
    lane.stack.faults.clear(),
  );
  const seconds = (performance.now() - started) / 1000;
  const healed = await run(lane, worker);
  const wrong = [
    ...(healed === 'succeeded' ? [] : [`healed, it ${healed}`]),
    ...(outcome === 'succeeded' || outcome === 'handler-threw' ? [] : [`it ${outcome}`]),
    ...(seconds > worker.timeoutSeconds ? [`${seconds.toFixed(1)} s`] : []),
  ];
  return { outcome, hits: calls.filter(({ fault }) => fault !== undefined).length, violations: wrong };
};
