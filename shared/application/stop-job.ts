import { isUnfinished, type Job, nextJob } from '../domain/job';
import { refuse, type Refusal } from '../domain/result';
import type { Audited } from '../ports/audit-trail';
import { ContentionError } from '../ports/errors';
import { auditEvent, type Call } from './call';
import { type JobBody, jobBody } from './job-body';
import { seesJob } from './show-job';
import type { JobDependencies } from './start-reencryption';

/** Rounds against the job's own pages, each of which is a write. */
const ROUNDS = 10;

const attempt = async (deps: JobDependencies, call: Call, job: Job): Promise<Audited<JobBody> | 'conflict'> => {
  const event = auditEvent(call, { outcome: 'success', status_code: 200, resource_id: job.id }, deps);
  if (!isUnfinished(job)) return deps.audit.answer([event], jobBody(job), call.check);
  const stopped = nextJob(job, { state: 'stopped' }, deps.clock.now());
  try {
    return await deps.audit.commit([deps.jobs.change(job, stopped)], [event], jobBody(stopped), call.check);
  } catch (error) {
    if (error instanceof ContentionError) return 'conflict';
    throw error;
  }
};

/**
 * Stops a job, so that no further page begins; a page under way may end, but leaves no trace in the job. One that has
 * ended already is answered as it is.
 * @param read the job as it stood beside the checks.
 * @throws DependencyUnavailableError
 */
export const stopJob = async (
  deps: JobDependencies,
  call: Call,
  read: Job | undefined,
): Promise<Audited<JobBody> | Refusal<'not-found' | 'request-in-progress'>> => {
  let job = read;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (job === undefined || !seesJob(call.actor, job)) return refuse('not-found');
    const answer = await attempt(deps, call, job);
    if (answer !== 'conflict') return answer;
    job = await deps.jobs.find(job.covered_entity_id, job.id);
  }
  return refuse('request-in-progress');
};
