import { restartJobs } from '../../shared/application/restart-jobs';
import { restartJobsDependencies } from '../_pipeline/job-dependencies';
import { workerLambda } from '../_pipeline/worker-lambda';

/** Every minute: jobs whose last step was lost, or whose wait is over, go on. */
export const handler = workerLambda('restartJobs', () => restartJobs(restartJobsDependencies()));
