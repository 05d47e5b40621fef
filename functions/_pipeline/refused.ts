import type { ProblemCode } from '../../shared/api/problems';
import { isRefusal, type Refusal } from '../../shared/domain/result';

/** A field that was wrong: where, and why; never what it held. */
export interface FieldProblem {
  readonly path: string;
  readonly code: string;
}

/** An expected refusal on its way to the edge, which alone turns it into a response. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly code: ProblemCode,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(code);
  }
}

/** @throws Refused when the result is a refusal; gives it back otherwise. */
export const accepted = <T extends object, Code extends ProblemCode>(result: T | Refusal<Code>): T => {
  if (isRefusal(result)) throw new Refused(result.refused);
  return result;
};

/** @throws Refused when there is a refusal. */
export const passed = (refusal: Refusal<ProblemCode> | undefined): void => {
  if (refusal !== undefined) throw new Refused(refusal.refused);
};
