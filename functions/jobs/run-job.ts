import { jobImages } from '../../shared/adapters/aws/job-stream';
import { runJob } from '../../shared/application/run-job';
import { runJobDependencies } from '../_pipeline/run-job-dependencies';
import { workerLambda } from '../_pipeline/worker-lambda';

/**
 * One page of work for each job that the stream shows. A page that fails does not hold up the jobs behind it in the
 * stream: `functions/scheduled/restart-jobs.ts` starts its job again.
 */
export const handler = workerLambda('runJob', async (event, invocation) => {
  for (const job of jobImages(event)) {
    try {
      await runJob(runJobDependencies(), job);
    } catch (error) {
      invocation.failed(error);
    }
  }
});
