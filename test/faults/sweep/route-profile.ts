import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import type { OperationId } from '../../../shared/api/routes/routes';
import type { TableName } from '../../../shared/config/tables';
import { tableNames } from '../../../infra/local/local-resources';
import type { LocalStack, SeenCall } from '../../support/local-stack';
import type { StackResponse } from '../../support/stack-request';
import type { SweepLane } from './sweep-lane';
import { type Changes, changesBetween, storedState } from './stored-state';

export type Start = 'warm' | 'cold';

/** What a route does while AWS is healthy. */
export interface RouteProfile {
  readonly id: OperationId;
  readonly route: RouteDefinition;
  readonly status: number;
  /** Each call once, in the order in which they came first. */
  readonly calls: Readonly<Record<Start, readonly SeenCall[]>>;
  /** The tables that it writes, without those of the session and of the log itself. */
  readonly writes: readonly TableName[];
  /** What a call leaves in them. */
  readonly changes: Changes;
}

const WRITES = new Set(['TransactWriteItems', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);
/** Written beside every call: what they hold is compared by the events themselves, or is of the session alone. */
const OF_EVERY_CALL = new Set<string>(['audit', 'audit-days', 'sessions', 'sequence', 'rollups']);

/** The key of a call: what it asks of whom. */
export const callName = ({ service, operation, tables }: SeenCall): string =>
  `${service}:${operation}${tables.length === 0 ? '' : `(${[...new Set(tables)].join(',')})`}`;

const distinct = (calls: readonly SeenCall[]): readonly SeenCall[] => [
  ...new Map(calls.map((call) => [callName(call), call])).values(),
];

/** The calls that reached the engines during some work. */
export const callsDuring = async <T>(
  stack: LocalStack,
  work: () => Promise<T>,
): Promise<{ readonly done: T; readonly calls: readonly SeenCall[] }> => {
  await stack.calls.clear();
  const done = await work();
  return { done, calls: await stack.calls.list() };
};

/** Runs a route on cold instances, then on warm ones, and reads what it does: no list of calls is kept by hand. */
export const profileOf = async (lane: SweepLane, id: OperationId, route: RouteDefinition): Promise<RouteProfile> => {
  const { stack } = lane.caller;
  const run = async (): Promise<{ readonly done: StackResponse; readonly calls: readonly SeenCall[] }> =>
    callsDuring(stack, await lane.ready(id, route));
  const readyCall = await lane.ready(id, route);
  await stack.endInstances();
  const cold = await callsDuring(stack, readyCall);
  const written = cold.calls.filter(({ operation }) => WRITES.has(operation)).flatMap(({ tables }) => tables);
  const writes = tableNames.filter((name) => written.includes(name) && !OF_EVERY_CALL.has(name));
  const call = await lane.ready(id, route);
  const before = await storedState(stack, writes);
  const warm = await callsDuring(stack, call);
  const changes = changesBetween(before, await storedState(stack, writes));
  // A second time: what is done once a minute or once a day is then no part of a warm call.
  const again = await run();
  if (warm.done.status >= 300 || cold.done.status >= 300) throw new Error(`${id}: ${warm.done.status}, healthy`);
  return {
    id,
    route,
    status: warm.done.status,
    calls: { cold: distinct(cold.calls), warm: distinct(again.calls) },
    writes,
    changes,
  };
};
