import type { LocalStack } from '../../support/local-stack';
import { isDone, isOpen, type Model, type Sent } from './model';
import { send, type Tokens } from './load';
import type { Violations } from './event-checks';

/** A twin under way answers 409 for a moment. */
const ATTEMPTS = 5;

export interface SentAgain {
  readonly repeated: number;
  readonly converged: number;
  readonly violations: Violations;
}

/** The version has moved on: an earlier attempt did it. What the patient then says is compared all the same. */
const wasDoneBefore = ({ step }: Sent, status: number): boolean => step.repeat === 'by-version' && status === 412;

/** Sends everything again of which it is not known what became, and takes in what is answered. */
export const sendAgain = async (stack: LocalStack, tokens: Tokens, model: Model): Promise<SentAgain> => {
  const open = [...model.sent.entries()].filter(([, sent]) => sent.step.repeat !== 'never' && isOpen(sent));
  const outcomes = await Promise.all(
    open.map(async ([index, first]): Promise<Violations> => {
      let sent = first;
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const answer = await send(stack, tokens, sent.step);
        sent = { ...sent, attempts: [...sent.attempts, answer] };
        model.sent[index] = sent;
        if (answer === undefined) continue;
        if (isDone(answer) || wasDoneBefore(sent, answer.status)) {
          sent.step.acknowledged(answer);
          return [];
        }
      }
      const statuses = sent.attempts.map((answer) => answer?.status ?? 'lost').join(', ');
      return [`kill ${sent.kill}: ${sent.step.operation}, sent again, does not converge (${statuses})`];
    }),
  );
  const violations = outcomes.flat();
  return { repeated: open.length, converged: open.length - violations.length, violations };
};
