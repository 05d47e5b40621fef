import type { HttpAnswer, HttpOutcome } from '../http/http-outcome';
import type { Fault } from './fault';

const HTML: HttpAnswer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html><body>A fault of the local stack.</body></html>',
};

const firstHalf = (body: Buffer | string): Buffer => {
  const bytes = Buffer.from(body);
  return bytes.subarray(0, Math.floor(bytes.byteLength / 2));
};

/** What is left of an answer whose work is done. */
const damaged = (kind: 'lost_reply' | 'half_reply' | 'cut_reply', done: HttpOutcome): HttpOutcome => {
  if (kind === 'lost_reply' || typeof done === 'string') return 'reset';
  return kind === 'cut_reply' ? { ...done, body: firstHalf(done.body) } : { ...done, resetMidBody: true };
};

/** Ends a request as the fault says, or does the work when there is none. See `FaultInput` for the kinds. */
export async function playFault(
  fault: Fault | undefined,
  work: () => Promise<HttpOutcome>,
  errorAnswer: (errorName: string) => HttpAnswer,
): Promise<HttpOutcome> {
  const kind = fault?.error;
  switch (kind) {
    // The engine that has batches cuts them in two itself.
    case undefined:
    case 'unprocessed':
      return work();
    case 'hang':
    case 'reset':
      return kind;
    case 'lost_reply':
    case 'half_reply':
    case 'cut_reply':
      return damaged(kind, await work());
    case 'not_json':
      return HTML;
    default:
      return errorAnswer(kind);
  }
}
