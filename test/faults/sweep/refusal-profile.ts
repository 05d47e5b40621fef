import { type OperationId, routes } from '../../../shared/api/routes/routes';
import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import { member } from '../../support/demo-clinic';
import type { StackResponse } from '../../support/stack-request';
import { type CallsByStart, callsByStart, callsDuring, justBefore } from './route-profile';
import { functionOf, type SweepLane } from './sweep-lane';

/** One wrong request of a route, and what it gets while AWS is healthy. */
export interface RefusalProfile {
  readonly id: OperationId;
  readonly route: RouteDefinition;
  readonly refusal: string;
  readonly status: number;
  readonly code: string;
  /** What its events say, in order, without what is of one request alone. */
  readonly told: readonly string[];
  readonly calls: CallsByStart;
}

/** What the events of a request say, without what is of it alone. */
export const toldBy = (events: readonly AuditEvent[], response: StackResponse): readonly string[] =>
  events
    .filter(({ request_id }) => request_id === response.headers.get('x-request-id'))
    .map(({ outcome, status_code, reason_code, patient_id }) =>
      [outcome, status_code, reason_code, patient_id ?? ''].join(' '),
    )
    .sort();

/** Wrong whatever the route: others, such as a purpose that one does not ask for, are some route's right. */
const NEVER_ACCEPTED = new Set(['another role', 'ended session', 'another entity']);

/**
 * What a route does with a wrong request, found by running it; undefined where it has no such request, or does not refuse it.
 * @throws Error where it fails while AWS is healthy, or leaves no event
 */
export const refusalProfile = async (
  lane: SweepLane,
  id: OperationId,
  refusal: string,
): Promise<RefusalProfile | undefined> => {
  const call = await lane.readyRefusal(id, refusal);
  if (call === undefined) return undefined;
  // The first one may write what is written once, such as the use of a session.
  const { status } = await call();
  if (status < 400 && NEVER_ACCEPTED.has(refusal)) throw new Error(`${id}, ${refusal}: accepted with ${status}`);
  if (status < 400) return undefined;
  await lane.stack.endInstances(functionOf(id));
  const cold = await callsDuring(lane.stack, call);
  const since = justBefore();
  const warm = await callsDuring(lane.stack, call);
  if (warm.done.status >= 500) throw new Error(`${id}, ${refusal}: ${warm.done.status}, healthy`);
  const told = toldBy(await lane.eventsSince(since), warm.done);
  if (told.length === 0) throw new Error(`${id}, ${refusal}: no event, healthy`);
  const calls = callsByStart(cold.calls, warm.calls);
  return { id, route: routes[id], refusal, status: warm.done.status, code: member(warm.done, 'code'), told, calls };
};
