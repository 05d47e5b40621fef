/** Requests received since the start, per operation, those that a fault ended included. */
export type CallCounts = Readonly<Record<string, number>>;

/** Counts the requests of one engine by API name. */
export class CallCounter {
  readonly #counts = new Map<string, number>();

  count(operation: string): void {
    this.#counts.set(operation, (this.#counts.get(operation) ?? 0) + 1);
  }

  counts(): CallCounts {
    return Object.fromEntries(this.#counts);
  }
}
