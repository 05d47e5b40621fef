import type { ProblemCode } from '../../shared/api/problems';
import type { EventAccount } from '../../shared/domain/audit-event';
import { type FieldProblem, isRefusal, type Refusal } from '../../shared/domain/result';

/** An expected refusal on its way to the edge, which alone turns it into a response. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly code: ProblemCode,
    readonly fields: readonly FieldProblem[] = [],
    /** What its audit events say; without any, one for each patient whom the request names. */
    readonly accounts: readonly EventAccount[] = [],
  ) {
    super(code);
  }

  static of({ refused, details }: Refusal<ProblemCode>): Refused {
    return new Refused(refused, details?.fields, details?.accounts);
  }
}

/** @throws Refused when the result is a refusal; gives it back otherwise. */
export const accepted = <T extends object, Code extends ProblemCode>(result: T | Refusal<Code>): T => {
  if (isRefusal(result)) throw Refused.of(result);
  return result;
};

/** @throws Refused when there is a refusal. */
export const passed = (refusal: Refusal<ProblemCode> | undefined): void => {
  if (refusal !== undefined) throw Refused.of(refusal);
};
