import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import { type OperationId, routes } from '../../../shared/api/routes/routes';
import type { TableName } from '../../../shared/config/tables';
import type { LocalStack, SeenCall } from '../../support/local-stack';
import { type Changes, changesBetween, storedState, TABLES_OF_EFFECTS } from './stored-state';
import { functionOf, type SweepLane } from './sweep-lane';

export const STARTS = ['warm', 'cold'] as const;
export type Start = (typeof STARTS)[number];

/** Before now by a little: the clock of ids and the one of this process are the same machine's. */
export const justBefore = (): Date => new Date(Date.now() - 5);

export type CallsByStart = Readonly<Record<Start, readonly SeenCall[]>>;

/** What a route does while AWS is healthy. */
export interface RouteProfile {
  readonly id: OperationId;
  readonly route: RouteDefinition;
  readonly status: number;
  /** Each call once, in the order in which they came first; cold: those that a warm instance does not make. */
  readonly calls: CallsByStart;
  /** The tables that it writes, without those of the session and of the log itself. */
  readonly writes: readonly TableName[];
  /** What a call leaves in them. */
  readonly changes: Changes;
}

const WRITES = new Set(['TransactWriteItems', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);

/** What a call asks of whom. */
export const callName = ({ service, operation, tables }: SeenCall): string =>
  `${service}:${operation}${tables.length === 0 ? '' : `(${[...new Set(tables)].join(',')})`}`;

/** Each call once. */
export const distinct = (calls: readonly SeenCall[]): readonly SeenCall[] => [
  ...new Map(calls.map((call) => [callName(call), call])).values(),
];

/** Each call once; cold: those that a warm instance does not make. */
export const callsByStart = (cold: readonly SeenCall[], warm: readonly SeenCall[]): CallsByStart => {
  const ofWarm = new Set(warm.map(callName));
  return { warm: distinct(warm), cold: distinct(cold).filter((call) => !ofWarm.has(callName(call))) };
};

/** The calls that reached the engines during some work. */
export const callsDuring = async <T>(
  stack: LocalStack,
  work: () => Promise<T>,
): Promise<{ readonly done: T; readonly calls: readonly SeenCall[] }> => {
  await stack.calls.clear();
  const done = await work();
  return { done, calls: await stack.calls.list() };
};

/** Whether the same call can be made over and over: it changes nothing, and ends nobody's session. */
export const isRepeatable = ({ changes, route }: RouteProfile): boolean =>
  Object.keys(changes).length === 0 && route.method !== 'DELETE';

/**
 * Runs a route on a cold instance, then on a warm one, and reads what it does: no list of calls is kept by hand.
 * @throws Error where the route does not succeed
 */
export const profileOf = async (lane: SweepLane, id: OperationId): Promise<RouteProfile> => {
  const { stack } = lane;
  const first = await lane.ready(id);
  await stack.endInstances(functionOf(id));
  const cold = await callsDuring(stack, first);
  const written = cold.calls.filter(({ operation }) => WRITES.has(operation)).flatMap(({ tables }) => tables);
  const writes = TABLES_OF_EFFECTS.filter((name) => written.includes(name));
  const second = await lane.ready(id);
  const before = await storedState(stack, writes);
  const warm = await callsDuring(stack, second);
  const changes = changesBetween(before, await storedState(stack, writes));
  if (warm.done.status >= 300 || cold.done.status >= 300) throw new Error(`${id}: ${warm.done.status}, healthy`);
  const calls = callsByStart(cold.calls, warm.calls);
  return { id, route: routes[id], status: warm.done.status, calls, writes, changes };
};
