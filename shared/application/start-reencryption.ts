import { isResumable, isUnfinished, type Job, newJob, resumedJob } from '../domain/job';
import { refuse, type Refusal } from '../domain/result';
import type { Audited, AuditTrail, Mutation } from '../ports/audit-trail';
import { ContentionError } from '../ports/errors';
import type { JobStore } from '../ports/job-store';
import { auditEvent, type EventSources, type PhiCall } from './call';
import { type JobBody, jobBody } from './job-body';

export interface JobDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly jobs: JobStore;
}

/** Rounds against others who start or stop the same job. */
const ROUNDS = 3;

/** The job that the call starts or finds: a running one as it is, a stopped or failed one resumed, else a new one. */
const plan = async (deps: JobDependencies, { tree, actor }: PhiCall): Promise<{ job: Job; change?: Mutation }> => {
  const latest = await deps.jobs.latest(tree, 'reencrypt');
  const before = latest === undefined ? undefined : await deps.jobs.find(tree, latest);
  if (before !== undefined && isUnfinished(before)) return { job: before };
  const now = deps.clock.now();
  if (before !== undefined && isResumable(before)) {
    const job = resumedJob(before, now);
    return { job, change: deps.jobs.change(before, job) };
  }
  const named = {
    covered_entity_id: tree,
    id: deps.randomness.uuid(),
    kind: 'reencrypt',
    started_by: actor.user_id,
  } as const;
  const job = newJob(named, now);
  return { job, change: deps.jobs.creation(job, latest) };
};

const attempt = async (deps: JobDependencies, call: PhiCall): Promise<Audited<JobBody> | 'conflict'> => {
  const { job, change } = await plan(deps, call);
  const event = auditEvent(call, { outcome: 'success', status_code: 202, resource_id: job.id }, deps);
  if (change === undefined) return deps.audit.answer([event], jobBody(job), call.check);
  try {
    return await deps.audit.commit([change], [event], jobBody(job), call.check);
  } catch (error) {
    if (error instanceof ContentionError) return 'conflict';
    throw error;
  }
};

/**
 * Starts the re-encryption of an entity's records, or answers the one that runs; one that was stopped or failed goes on.
 * @throws DependencyUnavailableError
 */
export const startReencryption = async (
  deps: JobDependencies,
  call: PhiCall,
): Promise<Audited<JobBody> | Refusal<'request-in-progress'>> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const answer = await attempt(deps, call);
    if (answer !== 'conflict') return answer;
  }
  return refuse('request-in-progress');
};
