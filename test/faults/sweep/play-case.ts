import type { StackResponse } from '../../support/stack-request';
import type { FaultCase, Observation } from './fault-case';
import { faultOn } from './fault-kinds';
import { callsDuring, isRepeatable, justBefore } from './route-profile';
import { changesBetween, storedState } from './stored-state';
import { functionOf, type SweepLane } from './sweep-lane';
import { wrongHealing, wrongRepeats } from './after-the-fault';
import { violationsOf } from './violations';

export interface Played {
  readonly status: number;
  readonly hits: number;
  readonly violations: readonly string[];
}

const requestIdOf = ({ headers }: StackResponse): string => headers.get('x-request-id') ?? '';

/** Plays one fault, looks at what came of it, then at the same route without it. */
export const play = async (lane: SweepLane, each: FaultCase): Promise<Played> => {
  const { profile, start, call: target, kind, lasting } = each;
  const { stack } = lane;
  const call = await (isRepeatable(profile) ? lane.readyAgain(profile.id) : lane.ready(profile.id));
  if (start === 'cold') await stack.endInstances(functionOf(profile.id));
  const before = await storedState(stack, profile.writes);
  const since = justBefore();
  await stack.faults.add(faultOn(target, kind, lasting ? 0 : 1));
  const started = performance.now();
  const { done: response, calls } = await callsDuring(stack, call).finally(() => stack.faults.clear());
  const seconds = (performance.now() - started) / 1000;

  const events = await lane.eventsSince(since);
  const seen: Observation = {
    response,
    seconds,
    hits: calls.filter(({ fault }) => fault !== undefined).length,
    events: events.filter(({ request_id }) => request_id === requestIdOf(response)),
    changes: changesBetween(before, await storedState(stack, profile.writes)),
  };
  const healed = { before, since, seen, call };
  const wrong = await (profile.route.idempotent === true
    ? wrongRepeats(lane, each, healed)
    : wrongHealing(each, healed));
  return { status: response.status, hits: seen.hits, violations: [...violationsOf(each, seen), ...wrong] };
};
