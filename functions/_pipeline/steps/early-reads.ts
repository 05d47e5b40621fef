import { type Exchange } from '../exchange';
import { Refused } from '../refused';
import { type CategoriesOf, needsBaa } from './baa-gate';
import { roleRefusal } from './role-check';
import type { Step } from './step';

/** Starts an operation's own reads, if it has any. */
export type Prepare = (exchange: Exchange, tree: string) => Promise<unknown>;

/** A promise that may fail before anybody awaits it; whoever awaits it still sees the failure. */
const inBackground = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => undefined);
  return promise;
};

/** The tree, if what can be told without a read lets the call go on. */
const admittedTree = (exchange: Exchange): string | undefined => {
  try {
    return roleRefusal(exchange) === undefined ? exchange.tree() : undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
};

/**
 * Starts all reads that a call needs side by side. Their checks stand further down and keep their order; a call that
 * will be refused without them starts none but the session's.
 */
export const earlyReads =
  (prepare: Prepare | undefined, categoriesOf: CategoriesOf): Step =>
  (exchange) => {
    const { deps } = exchange;
    const session = inBackground(deps.sessions.read(exchange.caller));
    const tree = admittedTree(exchange);
    exchange.reads = {
      session,
      ...(tree !== undefined && needsBaa(exchange, categoriesOf)
        ? { agreements: inBackground(deps.baas.agreementsOf(tree)) }
        : {}),
      ...(tree !== undefined && prepare !== undefined ? { prepared: inBackground(prepare(exchange, tree)) } : {}),
    };
  };
