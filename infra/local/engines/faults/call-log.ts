import type { FaultTarget } from './fault';

/** Newer calls push older ones out. */
const MAXIMUM_CALLS = 1_000;

/** A request that reached an engine, and the fault that ended it. */
export interface SeenCall extends Required<FaultTarget> {
  readonly fault?: string;
}

/** The newest requests of all engines that play faults, oldest first: what a test reads to know which calls there are. */
export class CallLog {
  #calls: SeenCall[] = [];

  note(call: SeenCall): void {
    this.#calls.push(call);
    if (this.#calls.length > MAXIMUM_CALLS) this.#calls = this.#calls.slice(-MAXIMUM_CALLS / 2);
  }

  list(): readonly SeenCall[] {
    return [...this.#calls];
  }

  clear(): void {
    this.#calls = [];
  }
}
