import * as z from 'zod';

/** What a job does: `reencrypt`, an entity's stored records to the newest version of its key. */
export const JOB_KINDS = ['reencrypt'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export const JOB_STATES = ['queued', 'running', 'stopped', 'succeeded', 'failed'] as const;

/** What of an entity's records a re-encryption walks through, in this order. */
export const JOB_PHASES = ['patients', 'biometrics', 'disclosures', 'emergency_grants'] as const;
export type JobPhase = (typeof JOB_PHASES)[number];

const Instant = z.iso.datetime({ precision: 3 });
const Count = z.int().min(0);

/** What is done so far; `done` and `failed` are those of the pass, `rewritten` of the whole job. */
const JobProgressSchema = z.strictObject({ pass: z.int().min(1), done: Count, rewritten: Count, failed: Count });

/** Where the next page begins: opaque ids and times alone. */
const JobPositionSchema = z.strictObject({
  phase: z.enum(JOB_PHASES),
  /** The record, or the patient, after which to go on. */
  after: z.string().optional(),
  /** A patient of whom readings are left, and the one below which to go on. */
  within: z.strictObject({ patient_id: z.uuid(), before: z.string() }).optional(),
  /** When this pass over the records began, and under which version of the key. */
  pass_began_at: Instant,
  pass_key_version: z.int().min(1).optional(),
});
export type JobPosition = Readonly<z.output<typeof JobPositionSchema>>;

/** A job as it is stored. */
export const JobSchema = z.strictObject({
  covered_entity_id: z.uuid(),
  id: z.uuid(),
  kind: z.enum(JOB_KINDS),
  state: z.enum(JOB_STATES),
  progress: JobProgressSchema,
  position: JobPositionSchema,
  /** The newest version of the key, as of the last page: what was rewritten was sealed under it. */
  key_version: z.int().min(1).optional(),
  started_by: z.string(),
  started_at: Instant,
  updated_at: Instant,
  /** Counts the writes of this item: who holds an older one changes nothing. */
  generation: z.int().min(1),
  /** Restarts since the last page that was done. */
  restarts: Count,
  /** Until then the job waits. */
  due_at: Instant.optional(),
});
export type Job = Readonly<z.output<typeof JobSchema>>;

/** After so long without a sign of life, the last step is taken for lost. Longer than a worker's timeout. */
const LOST_AFTER_MS = 2 * 60_000;
/** Restarts without any progress after which a job fails: about an hour and a half. */
const MOST_RESTARTS = 45;

/** Whether a job still has work to do. */
export const isUnfinished = ({ state }: Job): boolean => state === 'queued' || state === 'running';

/** Whether a job can be taken up again where it was left. */
export const isResumable = ({ state }: Job): boolean => state === 'stopped' || state === 'failed';

export interface NewJob {
  readonly covered_entity_id: string;
  readonly id: string;
  readonly kind: JobKind;
  readonly started_by: string;
}

/** A job that begins. */
export const newJob = (named: NewJob, now: Date): Job => {
  const at = now.toISOString();
  return {
    ...named,
    state: 'queued',
    progress: { pass: 1, done: 0, rewritten: 0, failed: 0 },
    position: { phase: 'patients', pass_began_at: at },
    started_at: at,
    updated_at: at,
    generation: 1,
    restarts: 0,
  };
};

/** The next state of a job: whoever has seen the one before has nothing to do any more. */
export const nextJob = (job: Job, change: Partial<Job>, now: Date): Job => ({
  ...job,
  due_at: undefined,
  updated_at: now.toISOString(),
  generation: job.generation + 1,
  ...change,
});

/** A new pass over all records. */
export const nextPass = ({ progress }: Job, now: Date): Pick<Job, 'progress' | 'position'> => ({
  progress: { ...progress, pass: progress.pass + 1, done: 0, failed: 0 },
  position: { phase: 'patients', pass_began_at: now.toISOString() },
});

/** A job that was stopped, or failed, goes on; one that failed from the first record on, so that what failed is tried. */
export const resumedJob = (job: Job, now: Date): Job =>
  nextJob(job, { state: 'queued', restarts: 0, ...(job.state === 'failed' ? nextPass(job, now) : {}) }, now);

/** What is to be done about a job that moves no more: nothing, another start, or an end. */
export const restartOf = (job: Job, now: Date): 'none' | 'restart' | 'give-up' => {
  if (!isUnfinished(job)) return 'none';
  const waitsUntil =
    job.due_at === undefined ? new Date(job.updated_at).getTime() + LOST_AFTER_MS : Date.parse(job.due_at);
  if (now.getTime() < waitsUntil) return 'none';
  return job.restarts >= MOST_RESTARTS ? 'give-up' : 'restart';
};
