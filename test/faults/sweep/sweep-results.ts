import { callName } from './route-profile';
import { type FaultKind, nameOf } from './fault-kinds';
import { OutcomeTable } from './outcome-table';
import type { SeenCall } from '../../support/local-stack';

/** A fault that was played, and what came of it. */
interface Result {
  /** What it was played on: a row of the table. */
  readonly row: string;
  readonly call: SeenCall;
  readonly kind: FaultKind;
  /** The whole name of the case. */
  readonly name: string;
  readonly answer: string | number;
  readonly hits: number;
  readonly violations: readonly string[];
}

/** Of a hundred faults, how many may find that their call was not made this time, such as a write once a minute. */
const MOST_MISSED = 5;

/** What a part of the sweep found. */
export class SweepResults {
  readonly #table = new OutcomeTable();
  readonly violations: string[] = [];
  readonly missed: string[] = [];
  #played = 0;

  add({ row, call, kind, name, answer, hits, violations }: Result): void {
    this.#played += 1;
    if (hits === 0) this.missed.push(`${row} ${callName(call)}`);
    for (const violation of violations) {
      const told = `${name}: ${violation}`;
      this.violations.push(told);
      // At once: a whole run takes an hour.
      process.stderr.write(`${told}\n`);
    }
    this.#table.add(row, hits === 0 ? undefined : nameOf(kind), answer);
  }

  get played(): number {
    return this.#played;
  }

  get mostMissed(): number {
    return Math.ceil((this.#played * MOST_MISSED) / 100);
  }

  rows(): readonly Readonly<Record<string, string>>[] {
    return this.#table.rows();
  }
}
