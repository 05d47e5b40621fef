import type { Job, JobKind } from '../domain/job';
import type { Mutation } from './audit-trail';

export interface JobSlice {
  readonly jobs: readonly Job[];
  /** Where the next slice begins; absent at the end. */
  readonly next?: string;
}

/** Jobs of covered entities. Every read but `unfinished` is within one entity. */
export interface JobStore {
  /** A consistent read. @throws DependencyUnavailableError */
  find(coveredEntityId: string, id: string): Promise<Job | undefined>;
  /** The id of the entity's last job of a kind, whatever became of it; a consistent read. @throws DependencyUnavailableError */
  latest(coveredEntityId: string, kind: JobKind): Promise<string | undefined>;
  /** Puts a new job in place of the last one of its kind; conflicts if that is another one than `latest` meanwhile. */
  creation(job: Job, latest: string | undefined): Mutation;
  /** A job's next state; conflicts unless `before` is what is stored. */
  change(before: Job, after: Job): Mutation;
  /** Jobs of all entities that are queued or running, in no order. @throws DependencyUnavailableError */
  unfinished(from?: string): Promise<JobSlice>;
}
