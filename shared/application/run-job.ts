import { findActiveBaa } from '../domain/baa';
import { isUnfinished, type Job, nextJob, nextPass } from '../domain/job';
import { isRefusal } from '../domain/result';
import type { BaaRegistry } from '../ports/baa-registry';
import { ContentionError, DependencyUnavailableError } from '../ports/errors';
import type { JobStore } from '../ports/job-store';
import type { TenantKeyPointer, TenantKeyStore } from '../ports/tenant-key-store';
import { jobEvent } from './job-event';
import { reencryptPage, type PageResult } from './reencrypt-page';
import type { ReencryptDependencies } from './reencrypt-record';
import { KEY_TTL_MS, type SealingGrant, type SealingAgreement } from './tenant-keyring';

export interface RunJobDependencies extends ReencryptDependencies {
  readonly jobs: JobStore;
  readonly baas: BaaRegistry;
  readonly keys: TenantKeyStore;
  /** Told of each job that failed, for metrics. */
  readonly jobFailed: () => void;
}

/**
 * How long after a rotation something may still be sealed under the key before: instances know the newest key for five
 * minutes, and a call under way ends within the sixth.
 */
const SETTLED_MS = KEY_TTL_MS + 60_000;
/** The longest that a page may take. */
const PAGE_MS = 30_000;
/** Each pass after the second one needs a rotation of its own. */
const MOST_PASSES = 20;
/** Rotations that may come between two reads of the newest key. */
const ROUNDS = 3;

interface NewestKey {
  readonly grant: SealingGrant;
  readonly pointer: TenantKeyPointer;
}

/** The newest version as it is now, not as this instance knows it. @throws DependencyUnavailableError */
const newestKey = async ({ keyring, keys, clock }: RunJobDependencies, entity: string): Promise<NewestKey> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const grant = await keyring.sealingKey({ covered_entity_id: entity, created_at: clock.now().toISOString() }, 0);
    const pointer = await keys.newest(entity);
    if (pointer?.key_id === grant.keyId) return { grant, pointer };
  }
  throw new DependencyUnavailableError('tenant-keys');
};

/** Writes the job's next state with its events. A conflict means that another delivery was faster, or a stop. */
const advance = async (
  deps: RunJobDependencies,
  job: Job,
  change: Partial<Job>,
  facts: Omit<Parameters<typeof jobEvent>[2], 'resource_type' | 'resource_id'>,
): Promise<boolean> => {
  const after = nextJob(job, change, deps.clock.now());
  try {
    const mutation = deps.jobs.change(job, after);
    return (await deps.audit.commit([mutation], [jobEvent(deps, job, facts)], undefined)) !== 'conflict';
  } catch (error) {
    if (error instanceof ContentionError) return false;
    throw error;
  }
};

/** What follows the last page of a pass: the end, a wait for what warm instances may still write, or another pass. */
const afterPass = (job: Job, { pointer }: NewestKey, now: Date): Partial<Job> => {
  const { progress, position } = job;
  const settled = new Date(pointer.created_at.getTime() + SETTLED_MS);
  const isLast =
    position.pass_key_version === pointer.version && Date.parse(position.pass_began_at) >= settled.getTime();
  if (isLast) return { state: progress.failed === 0 ? 'succeeded' : 'failed' };
  if (progress.pass >= MOST_PASSES) return { state: 'failed' };
  return now < settled
    ? { state: 'running', ...nextPass(job, settled), due_at: settled.toISOString() }
    : { state: 'running', ...nextPass(job, now) };
};

const withPage = (job: Job, { grant }: NewestKey, page: PageResult): Job => {
  const { progress, position } = job;
  const { pass_began_at, pass_key_version = grant.version } = position;
  return {
    ...job,
    state: 'running',
    restarts: 0,
    key_version: grant.version,
    progress: {
      ...progress,
      done: progress.done + page.done,
      rewritten: progress.rewritten + page.rewritten,
      failed: progress.failed + page.failed,
    },
    position: { phase: position.phase, ...page.position, pass_began_at, pass_key_version },
  };
};

const doPage = async (deps: RunJobDependencies, job: Job, agreement: SealingAgreement): Promise<void> => {
  const newest = await newestKey(deps, job.covered_entity_id);
  const page = await reencryptPage(deps, job, { ...newest.grant, agreement });
  const worked = withPage(job, newest, page);
  const next = page.position === undefined ? { ...worked, ...afterPass(worked, newest, deps.clock.now()) } : worked;
  const { state, progress, position, key_version, restarts, due_at } = next;
  const done = await advance(
    deps,
    job,
    { state, progress, position, key_version, restarts, ...(due_at === undefined ? {} : { due_at }) },
    {
      operation: isUnfinished(next) ? 'reencryptPage' : 'completeReencryption',
      key_version,
      ...(page.failed === 0 ? {} : { failed_items: page.failed }),
      ...(state === 'failed' ? { outcome: 'failure', status_code: 500, reason_code: 'record-integrity-failure' } : {}),
    },
  );
  if (done && state === 'failed') deps.jobFailed();
};

/**
 * Does one page of a job's work. The write at its end is what the stream delivers next, so a job drives itself. A
 * delivery that comes twice, or late, finds that the job has moved on, and changes nothing.
 * @param seen the job as the stream showed it.
 * @throws DependencyUnavailableError when the page must be done again
 */
export const runJob = async (deps: RunJobDependencies, seen: Job): Promise<void> => {
  if (!isUnfinished(seen)) return;
  const now = deps.clock.now();
  if (seen.due_at !== undefined && now < new Date(seen.due_at)) return;
  const [job, agreements] = await Promise.all([
    deps.jobs.find(seen.covered_entity_id, seen.id),
    deps.baas.agreementsOf(seen.covered_entity_id),
  ]);
  if (job?.generation !== seen.generation) return;
  const agreement = findActiveBaa(agreements, { categories: [], region: deps.region, now, marginMs: PAGE_MS });
  if (isRefusal(agreement)) {
    const refusal = { outcome: 'denied', status_code: 403, reason_code: agreement.refused } as const;
    await advance(deps, job, { state: 'stopped' }, { operation: 'stopJob', ...refusal });
    return;
  }
  await doPage(deps, job, agreement);
};
