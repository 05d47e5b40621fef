import { isUnfinished, type Job, type JobKind } from '../../domain/job';
import type { JobSlice, JobStore } from '../../ports/job-store';
import { MemoryMutation } from './memory-mutation';

/** Jobs in memory. */
export class MemoryJobStore implements JobStore {
  readonly #jobs = new Map<string, Job>();
  readonly #latest = new Map<string, string>();

  find(coveredEntityId: string, id: string): Promise<Job | undefined> {
    const job = this.#jobs.get(id);
    return Promise.resolve(job?.covered_entity_id === coveredEntityId ? job : undefined);
  }

  latest(coveredEntityId: string, kind: JobKind): Promise<string | undefined> {
    return Promise.resolve(this.#latest.get(`${coveredEntityId}/${kind}`));
  }

  creation(job: Job, latest: string | undefined): MemoryMutation {
    const name = `${job.covered_entity_id}/${job.kind}`;
    return new MemoryMutation(
      () => this.#latest.get(name) === latest,
      () => {
        this.#latest.set(name, job.id);
        this.#jobs.set(job.id, job);
      },
    );
  }

  change(before: Job, after: Job): MemoryMutation {
    return new MemoryMutation(
      () => this.#jobs.get(before.id)?.generation === before.generation,
      () => this.#jobs.set(after.id, after),
    );
  }

  unfinished(): Promise<JobSlice> {
    return Promise.resolve({ jobs: [...this.#jobs.values()].filter(isUnfinished) });
  }
}
