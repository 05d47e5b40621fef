import type { FunctionDefinition } from '../../../shared/api/functions';
import type { SeenCall } from '../../support/local-stack';
import { type FaultKind, faultOn, kindsOf, nameOf } from './fault-kinds';
import type { Played } from './play-case';
import { callName, callsDuring, distinct } from './route-profile';
import type { SweepLane } from './sweep-lane';
import { beforeWorker, effectsSince, SEQUENCING, wrongAfter } from './worker-effects';
import { drain, leaveWork, runAgain, runWorker } from './worker-work';

/** What a worker does while AWS is healthy. */
export interface WorkerProfile {
  readonly worker: FunctionDefinition;
  readonly calls: readonly SeenCall[];
  /** What its work leaves in the tables and the log. */
  readonly effects: readonly string[];
}

/** One fault on one call of a function of a stream or a schedule. */
export interface WorkerCase {
  readonly profile: WorkerProfile;
  readonly call: SeenCall;
  readonly kind: FaultKind;
  readonly lasting: boolean;
}

/** Leaves a worker one piece of work, and nothing else: earlier cases, and other workers, left theirs. */
const prepare = async (lane: SweepLane, worker: FunctionDefinition): Promise<void> => {
  await runAgain(lane, worker, false);
  await drain(lane, 'SequenceAuditEvents');
  await leaveWork(lane, worker);
  // The instance is new each time: a warm one does not make all the calls that a profile found.
  await lane.stack.endInstances(worker.id);
};

/**
 * Runs a worker that has work, and reads what it does: no list of calls is kept by hand.
 * @throws Error where it does not succeed, or leaves nothing
 */
export const workerProfile = async (lane: SweepLane, worker: FunctionDefinition): Promise<WorkerProfile> => {
  await prepare(lane, worker);
  const before = await beforeWorker(lane);
  const { done, calls } = await callsDuring(lane.stack, () => runWorker(lane, worker));
  const again = await runAgain(lane, worker, false);
  const wrong = await wrongAfter(lane, worker);
  if (done !== 'succeeded' || again !== 'succeeded' || wrong.length > 0 || calls.length === 0) {
    throw new Error(`${worker.id}: ${done}, healthy; ${again}; ${wrong.join('; ')}`);
  }
  const effects = await effectsSince(lane, worker, before);
  if (effects.join('') === '{}' && !SEQUENCING.has(worker.id)) throw new Error(`${worker.id} left nothing, healthy`);
  return { worker, calls: distinct(calls), effects };
};

/** The faults on every call that a worker makes. */
export const workerCases = (profile: WorkerProfile): readonly WorkerCase[] =>
  profile.calls.flatMap((call) =>
    kindsOf(call).flatMap((kind) => [false, true].map((lasting) => ({ profile, call, kind, lasting }))),
  );

export const workerCaseName = ({ profile, call, kind, lasting }: WorkerCase): string =>
  `${profile.worker.id}, ${callName(call)}, ${nameOf(kind)}${lasting ? ' for good' : ' once'}`;

export interface WorkerPlayed extends Pick<Played, 'hits' | 'violations'> {
  readonly outcome: string;
}

/**
 * Plays a fault on a worker that has work, then lets it run again, as its stream or schedule does, and compares what is
 * there with what a run without the fault leaves: nothing lost, nothing doubled.
 */
export const playOnWorker = async (lane: SweepLane, each: WorkerCase): Promise<WorkerPlayed> => {
  const { profile, call, kind, lasting } = each;
  const { worker } = profile;
  await prepare(lane, worker);
  const before = await beforeWorker(lane);
  await lane.stack.faults.add(faultOn(call, kind, lasting ? 0 : 1));
  const { done: outcome, calls } = await callsDuring(lane.stack, () => runWorker(lane, worker)).finally(() =>
    lane.stack.faults.clear(),
  );
  const healed = await runAgain(lane, worker, kind.effect === 'defect');
  const effects = await effectsSince(lane, worker, before);
  const violations = [
    ...(healed === 'succeeded' ? [] : [`healed, it ${healed}`]),
    ...(outcome === 'succeeded' || outcome === 'handler-threw' ? [] : [`it ${outcome}`]),
    ...(JSON.stringify(effects) === JSON.stringify(profile.effects)
      ? []
      : [`it left ${effects.join('; ')} and not ${profile.effects.join('; ')}`]),
    ...(await wrongAfter(lane, worker)),
  ];
  return { outcome, hits: calls.filter(({ fault }) => fault !== undefined).length, violations };
};
