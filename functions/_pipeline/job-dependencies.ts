import { DynamoDbJobStore } from '../../shared/adapters/aws/dynamodb-job-store';
import type { RestartJobsDependencies } from '../../shared/application/restart-jobs';
import type { JobDependencies } from '../../shared/application/start-reencryption';
import { once, settings } from './composition-root';
import { dynamoDb, pipelineDependencies } from './pipeline-dependencies';

/** What functions need that start, show, or stop jobs. */
export const jobDependencies = once((): JobDependencies => {
  const { clock, randomness, audit } = pipelineDependencies();
  return { clock, randomness, audit, jobs: new DynamoDbJobStore(dynamoDb(), settings().JOBS_TABLE_NAME) };
});

/** What the worker needs that starts lost jobs again. */
export const restartJobsDependencies = once((): RestartJobsDependencies => {
  const { metrics, retentionYears } = pipelineDependencies();
  const jobFailed = () => {
    metrics.count('JobFailed');
  };
  return { ...jobDependencies(), retentionYears, jobFailed };
});
