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

export const jobBody = ({ position: _, generation: __, restarts: ___, ...body }: Job): JobBody => body;
