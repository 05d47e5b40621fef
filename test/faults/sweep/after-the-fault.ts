import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import type { StackResponse } from '../../support/stack-request';
import type { FaultCase, Observation } from './fault-case';
import { changesBetween, type StoredState, storedState } from './stored-state';
import type { SweepLane } from './sweep-lane';

const RETRIES = 5;
const RETRY_MS = 200;
/** What a fault left, and the call that met it. */
interface Healed {
  readonly before: StoredState;
  readonly since: Date;
  readonly seen: Observation;
  readonly call: () => Promise<StackResponse>;
}

/** Repeats a call as a client would, until it is not told to come again. */
export const repeat = async (call: () => Promise<StackResponse>): Promise<StackResponse> => {
  for (let attempt = 1; ; attempt += 1) {
    const response = await call();
    const comesAgain = response.status === 503 || (response.status === 409 && response.headers.has('retry-after'));
    if (!comesAgain || attempt === RETRIES) return response;
    await sleep(RETRY_MS);
  }
};

/** What an event of a creation is about; a manual entry is itself what was created. */
const objectOf = ({ source, id, resource_id }: AuditEvent): string | undefined =>
  source === 'manual' ? id : resource_id;

/** What is wrong with repeats under the same key: they converge on one object and the same 201 (rows 5, 6, 14, 15). */
export const wrongRepeats = async (
  lane: SweepLane,
  { profile }: FaultCase,
  { before, since, seen, call }: Healed,
): Promise<readonly string[]> => {
  const wrong: string[] = [];
  const again = await repeat(call);
  if (again.status !== profile.status) wrong.push(`the repeat answers ${again.status}`);
  const third = await call();
  const all = JSON.stringify(changesBetween(before, await storedState(lane.stack, profile.writes)));
  if (all !== JSON.stringify(profile.changes)) wrong.push(`in the end ${all}`);
  if (third.status !== again.status || third.text !== again.text) wrong.push('another 201 the third time');
  if (third.headers.get('idempotency-replayed') !== 'true') wrong.push('created the third time');

  const said = (events: readonly AuditEvent[]): readonly AuditEvent[] =>
    events.filter(({ operation, outcome }) => operation === profile.id && outcome === 'success');
  const isDone = Object.keys(seen.changes).length > 0;
  const replayed = again.headers.get('idempotency-replayed') === 'true';
  if (replayed !== isDone) wrong.push(replayed ? 'a replay of nothing' : 'created twice');
  const inVain = isDone ? [] : said(seen.events).map(({ request_id }) => request_id);
  const own = said(await lane.eventsSince(since)).filter(({ request_id }) => !inVain.includes(request_id));
  if (new Set(own.map(objectOf)).size !== 1) wrong.push('events of several objects');
  if (new Set(own.map(({ request_id }) => request_id)).size !== own.length) wrong.push('two events of one request');
  return wrong;
};

/** What is wrong with the same call once the fault is over: the route heals without a restart. */
export const wrongHealing = async ({ profile }: FaultCase, { seen, call }: Healed): Promise<readonly string[]> => {
  const { status } = await repeat(call);
  // What was done is not undone by its repeat: an old version, a session that has ended.
  const wasDone = seen.events.some(({ outcome }) => outcome === 'success');
  const isRight = wasDone ? status < 500 : status === profile.status;
  return isRight ? [] : [`healed, it answers ${status}`];
};
