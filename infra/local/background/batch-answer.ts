import * as z from 'zod';
import type { InvocationOutcome } from '../lambda/invocation-outcome';

/** `ReportBatchItemFailures`: nothing, or the sequence numbers that failed. */
const Answer = z.union([
  z.null(),
  z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish() }),
]);

/**
 * How many of the records are done, from the first on: all of them, or those before the first one that failed. As in
 * Lambda, an answer of another form and an item that the batch does not have fail the whole batch.
 */
export const recordsDone = (outcome: InvocationOutcome, sequenceNumbers: readonly string[]): number => {
  if (outcome.kind === 'failed') return 0;
  const parsed = Answer.safeParse(JSON.parse(outcome.payload));
  if (!parsed.success) return 0;
  const failures = parsed.data?.batchItemFailures ?? [];
  if (failures.length === 0) return sequenceNumbers.length;
  // -1, a number that is not in the batch, is the least and fails all.
  return Math.max(0, Math.min(...failures.map(({ itemIdentifier }) => sequenceNumbers.indexOf(itemIdentifier))));
};
