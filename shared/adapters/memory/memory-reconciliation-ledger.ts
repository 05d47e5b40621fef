import type { Reconciliation, ReconciliationLedger, ReconciliationStep } from '../../ports/reconciliation-ledger';

/** Reconciliations in memory. */
export class MemoryReconciliationLedger implements ReconciliationLedger {
  readonly #states = new Map<string, Reconciliation>();

  async note(tree: string, names: readonly string[]): Promise<void> {
    const { pending, ...state } = await this.load(tree);
    this.#states.set(tree, { ...state, pending: [...new Set([...pending, ...names])].sort() });
  }

  load(tree: string): Promise<Reconciliation> {
    return Promise.resolve(this.#states.get(tree) ?? { pending: [] });
  }

  async settle(tree: string, { done, pending, settled_to }: ReconciliationStep): Promise<void> {
    await this.note(tree, pending);
    const state = await this.load(tree);
    const left = state.pending.filter((name) => !done.includes(name));
    this.#states.set(tree, { ...state, pending: left, ...(settled_to === undefined ? {} : { settled_to }) });
  }
}
