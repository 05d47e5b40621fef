import type { EventAccount } from './audit-event';

/** A part of a request that was wrong: where, and why; never what it held. */
export interface FieldProblem {
  readonly path: string;
  readonly code: string;
}

/** What a refusal of several things at once says of each. */
export interface RefusalDetails {
  readonly fields: readonly FieldProblem[];
  /** One for each audit event that records the refusal. */
  readonly accounts: readonly EventAccount[];
}

/** An expected failure is a value: what was refused, by its code in the catalogue of problems. */
export interface Refusal<Code extends string> {
  readonly refused: Code;
  readonly details?: RefusalDetails;
}

export const refuse = <Code extends string>(code: Code, details?: RefusalDetails): Refusal<Code> =>
  details === undefined ? { refused: code } : { refused: code, details };

/** Whether a result is a refusal. */
export const isRefusal = <Code extends string>(result: object | Refusal<Code>): result is Refusal<Code> =>
  'refused' in result;
