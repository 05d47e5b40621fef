import type { Exchange } from '../exchange';
import type { FieldProblem } from '../../../shared/domain/result';
import { Refused } from '../refused';
import type { Step } from './step';

/** The fields of a request that are wrong for a reason that its route's schemas cannot know. */
export type WrongFieldsOf = (exchange: Exchange) => readonly FieldProblem[];

/** The request has the form that its route states, and concerns a covered entity that is the caller's (or named). */
export const requestCheck =
  (wrongFieldsOf: WrongFieldsOf): Step =>
  (exchange) => {
    exchange.request();
    const wrong = wrongFieldsOf(exchange);
    if (wrong.length > 0) throw new Refused('invalid-request', wrong);
    exchange.tree();
  };
