import type { HttpAnswer, HttpOutcome } from '../http/http-outcome';
import type { Fault } from './fault';

/** Ends a request as the fault says, or does the work when there is none. See `FaultInput` for the kinds. */
export async function playFault(
  fault: Fault | undefined,
  work: () => Promise<HttpOutcome>,
  errorAnswer: (errorName: string) => HttpAnswer,
): Promise<HttpOutcome> {
  if (fault === undefined) return work();
  if (fault.error === 'hang' || fault.error === 'reset') return fault.error;
  if (fault.error === 'lost_reply') {
    await work();
    return 'reset';
  }
  return errorAnswer(fault.error);
}
