import { type Job, nextJob, restartOf } from '../domain/job';
import type { AuditTrail } from '../ports/audit-trail';
import { ContentionError, DefectError } from '../ports/errors';
import type { JobStore } from '../ports/job-store';
import { jobEvent, type JobEventSources } from './job-event';

export interface RestartJobsDependencies extends JobEventSources {
  readonly audit: AuditTrail;
  readonly jobs: JobStore;
  /** Told of each job that failed, for metrics. */
  readonly jobFailed: () => void;
}

/** Slices of one run: about 100 MB of jobs. */
const MAX_SLICES = 100;

const restart = async (deps: RestartJobsDependencies, job: Job): Promise<void> => {
  const now = deps.clock.now();
  const due = restartOf(job, now);
  if (due === 'none') return;
  const gaveUp = due === 'give-up';
  // A wait that is over is no restart after a loss.
  const restarts = job.due_at === undefined ? job.restarts + 1 : job.restarts;
  const after = nextJob(job, gaveUp ? { state: 'failed' } : { restarts }, now);
  const facts = gaveUp ? ({ outcome: 'failure', status_code: 503, reason_code: 'service-unavailable' } as const) : {};
  const event = jobEvent(deps, job, { operation: 'restartJob', ...facts });
  try {
    const outcome = await deps.audit.commit([deps.jobs.change(job, after)], [event], undefined);
    if (gaveUp && outcome !== 'conflict') deps.jobFailed();
  } catch (error) {
    // It moves after all.
    if (!(error instanceof ContentionError)) throw error;
  }
};

/**
 * Starts jobs again whose last step was lost, or whose wait is over: a write that the stream delivers. A job that makes
 * no progress for about an hour and a half fails.
 * @throws DependencyUnavailableError
 * @throws DefectError when there are too many for one run
 */
export const restartJobs = async (deps: RestartJobsDependencies): Promise<void> => {
  let from: string | undefined;
  for (let slices = 0; slices < MAX_SLICES; slices += 1) {
    const { jobs, next } = await deps.jobs.unfinished(from);
    for (const job of jobs) await restart(deps, job);
    from = next;
    if (from === undefined) return;
  }
  throw new DefectError('too many jobs for one run');
};
