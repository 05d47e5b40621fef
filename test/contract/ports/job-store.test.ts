import { randomUUID } from 'node:crypto';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbJobStore } from '../../../shared/adapters/aws/dynamodb-job-store';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemoryJobStore } from '../../../shared/adapters/memory/memory-job-store';
import { physicalTableName } from '../../../infra/local/local-resources';
import { type Job, newJob, nextJob } from '../../../shared/domain/job';
import type { AuditTrail, Mutation } from '../../../shared/ports/audit-trail';
import { DependencyUnavailableError } from '../../../shared/ports/errors';
import type { JobStore } from '../../../shared/ports/job-store';
import { eventAt, newTree } from '../../support/audit-events';
import { auditTables, AwsEngines } from '../../support/aws-engines';
import { NOON } from '../../support/movable-clock';

interface Subject {
  readonly jobs: JobStore;
  readonly trail: AuditTrail;
  readonly engines?: AwsEngines;
}

const memory = (): Promise<Subject> => Promise.resolve({ jobs: new MemoryJobStore(), trail: new MemoryAuditTrail() });

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  return {
    jobs: new DynamoDbJobStore(engines.dynamoDb, physicalTableName('jobs')),
    trail: new DynamoDbAuditTrail(engines.dynamoDb, auditTables),
    engines,
  };
};

const jobOf = (covered_entity_id: string): Job =>
  newJob({ covered_entity_id, id: randomUUID(), kind: 'reencrypt', started_by: randomUUID() }, NOON);

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('RELIABILITY 17, 18: the store of jobs %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.engines?.close());

  const commit = async ({ covered_entity_id }: Job, mutation: Mutation): Promise<'done' | 'conflict'> =>
    (await subject.trail.commit([mutation], [eventAt(covered_entity_id)], 'done')) === 'conflict' ? 'conflict' : 'done';

  it('gives a job back as it was stored, within its entity, and names the last one of a kind', async () => {
    const job = jobOf(newTree());
    expect(await subject.jobs.latest(job.covered_entity_id, 'reencrypt')).toBeUndefined();
    expect(await commit(job, subject.jobs.creation(job, undefined))).toBe('done');
    expect(await subject.jobs.find(job.covered_entity_id, job.id)).toEqual(job);
    expect(await subject.jobs.find(newTree(), job.id)).toBeUndefined();
    expect(await subject.jobs.latest(job.covered_entity_id, 'reencrypt')).toBe(job.id);
  });

  it('lets one of two jobs of a kind begin', async () => {
    const first = jobOf(newTree());
    const second = jobOf(first.covered_entity_id);
    expect(await commit(first, subject.jobs.creation(first, undefined))).toBe('done');
    expect(await commit(second, subject.jobs.creation(second, undefined))).toBe('conflict');
    expect(await subject.jobs.find(second.covered_entity_id, second.id)).toBeUndefined();
    expect(await commit(second, subject.jobs.creation(second, first.id))).toBe('done');
    expect(await subject.jobs.latest(second.covered_entity_id, 'reencrypt')).toBe(second.id);
  });

  it('moves a job on once from each of its states', async () => {
    const job = jobOf(newTree());
    await commit(job, subject.jobs.creation(job, undefined));
    const next = nextJob(job, { state: 'running', due_at: NOON.toISOString() }, NOON);
    expect(await commit(job, subject.jobs.change(job, next))).toBe('done');
    expect(await commit(job, subject.jobs.change(job, nextJob(job, { state: 'stopped' }, NOON)))).toBe('conflict');
    expect(await subject.jobs.find(job.covered_entity_id, job.id)).toEqual(next);
  });

  it('lists what is queued or running, of all entities', async () => {
    const [open, over] = [jobOf(newTree()), jobOf(newTree())];
    for (const job of [open, over]) await commit(job, subject.jobs.creation(job, undefined));
    await commit(over, subject.jobs.change(over, nextJob(over, { state: 'succeeded' }, NOON)));
    const { jobs, next } = await subject.jobs.unfinished();
    const ids = jobs.map(({ id }) => id);
    expect([ids.includes(open.id), ids.includes(over.id), next]).toEqual([true, false, undefined]);
  });

  it('is unavailable while the table is throttled', async () => {
    subject.engines?.fail({ service: 'dynamodb', operation: '*', table: 'jobs', error: 'ThrottlingException' });
    if (subject.engines !== undefined) {
      await expect(subject.jobs.find(newTree(), randomUUID())).rejects.toThrow(DependencyUnavailableError);
    }
    subject.engines?.heal();
  });
});
