/** How far the events of the second audit sink are copied into the audit table, of one tree. */
export interface Reconciliation {
  /** Up to this name, itself within, everything is copied, but for what is pending. Absent before the first copy. */
  readonly settled_to?: string;
  /** Names that are known and not copied, in order. */
  readonly pending: readonly string[];
}

/** What a run of the reconciler found out about a tree. */
export interface ReconciliationStep {
  readonly settled_to?: string;
  readonly done: readonly string[];
  readonly pending: readonly string[];
}

/** Which events of the second audit sink the audit table does not have yet. */
export interface ReconciliationLedger {
  /** Notes events that were kept. @throws DependencyUnavailableError */
  note(tree: string, names: readonly string[]): Promise<void>;

  /** A consistent read. @throws DependencyUnavailableError */
  load(tree: string): Promise<Reconciliation>;

  /** Writes down what became of events; what was noted meanwhile stays noted. @throws DependencyUnavailableError */
  settle(tree: string, step: ReconciliationStep): Promise<void>;
}
