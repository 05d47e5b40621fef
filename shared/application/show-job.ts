import type { Actor } from '../domain/actor';
import type { Job } from '../domain/job';
import { refuse, type Refusal } from '../domain/result';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import { auditEvent, type Call, type EventSources } from './call';
import { type JobBody, jobBody } from './job-body';

/** Whether the job is there for the actor: for admins, and for who started it. */
export const seesJob = ({ roles, user_id }: Actor, { started_by }: Job): boolean =>
  roles.includes('admin') || started_by === user_id;

/** Shows a job: its state and progress. @throws DependencyUnavailableError */
export const showJob = async (
  deps: EventSources & { readonly audit: AuditTrail },
  call: Call,
  job: Job | undefined,
): Promise<Audited<JobBody> | Refusal<'not-found'>> => {
  if (job === undefined || !seesJob(call.actor, job)) return refuse('not-found');
  const event = auditEvent(call, { outcome: 'success', status_code: 200, resource_id: job.id }, deps);
  return deps.audit.answer([event], jobBody(job), call.check);
};
