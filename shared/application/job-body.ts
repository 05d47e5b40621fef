import type { Job } from '../domain/job';

/** A job as it is shown: without its position, which names records. */
export type JobBody = Pick<
  Job,
  | 'id'
  | 'covered_entity_id'
  | 'kind'
  | 'state'
  | 'progress'
  | 'key_version'
  | 'started_by'
  | 'started_at'
  | 'updated_at'
  | 'due_at'
>;

export const jobBody = (job: Job): JobBody => ({
  id: job.id,
  covered_entity_id: job.covered_entity_id,
  kind: job.kind,
  state: job.state,
  progress: job.progress,
  key_version: job.key_version,
  started_by: job.started_by,
  started_at: job.started_at,
  updated_at: job.updated_at,
  due_at: job.due_at,
});
