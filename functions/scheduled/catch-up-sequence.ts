import { catchUpSequence } from '../../shared/application/catch-up-sequence';
import { reportCatchUp } from '../_pipeline/report-catch-up';
import { catchUpDependencies } from '../_pipeline/sequencer-dependencies';
import { workerLambda } from '../_pipeline/worker-lambda';

const OPERATION = 'catchUpSequence';

/** Sequences what the audit table has and its stream lost (RELIABILITY 19). */
export const handler = workerLambda(OPERATION, async (_, invocation) => {
  const run = await catchUpSequence(catchUpDependencies(), () => invocation.remainingMs());
  reportCatchUp(OPERATION, run, invocation);
  return { added: run.added, finished: run.finished };
});
