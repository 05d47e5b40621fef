import { MemoryBiometricStore } from '../../../shared/adapters/memory/memory-biometric-store';
import { MemoryDisclosureStore } from '../../../shared/adapters/memory/memory-disclosure-store';
import { MemoryEmergencyGrants } from '../../../shared/adapters/memory/memory-emergency-grants';
import { MemoryJobStore } from '../../../shared/adapters/memory/memory-job-store';
import { sealReading } from '../../../shared/application/biometric-record';
import { restartJobs, type RestartJobsDependencies } from '../../../shared/application/restart-jobs';
import { runJob, type RunJobDependencies } from '../../../shared/application/run-job';
import { startReencryption } from '../../../shared/application/start-reencryption';
import { nextTenantKey } from '../../../shared/application/tenant-key-provision';
import type { Job } from '../../../shared/domain/job';
import { Plaintext } from '../../../shared/domain/plaintext';
import { isRefusal } from '../../../shared/domain/result';
import { SearchBench } from '../../support/search-bench';
import { phiCall } from '../../support/memory-custody';
import { agreement, ENTITY_A } from '../../support/synthetic-parties';

const MINUTE = 60_000;

/** Everything in memory; the test is the stream. */
class JobBench extends SearchBench implements RunJobDependencies, RestartJobsDependencies {
  readonly jobs = new MemoryJobStore();
  readonly biometrics = new MemoryBiometricStore();
  readonly disclosures = new MemoryDisclosureStore();
  readonly grants = new MemoryEmergencyGrants();
  failures = 0;
  readonly jobFailed = () => void (this.failures += 1);
  readonly recordFailed = () => undefined;

  async start(): Promise<Job> {
    const answer = await startReencryption(this, phiCall({ operation: 'reencryptKeys', action: 'WRITE' }));
    if (isRefusal(answer)) throw new Error(answer.refused);
    return this.job(answer.body.id);
  }

  async job(id: string): Promise<Job> {
    const job = await this.jobs.find(ENTITY_A, id);
    if (job === undefined) throw new Error('no such job');
    return job;
  }

  async rotate(): Promise<void> {
    const { stored } = await nextTenantKey(this, ENTITY_A, await this.keys.newest(ENTITY_A));
    await this.audit.commit([this.keys.creation(stored)], [this.eventOfRotation()], undefined);
  }

  /** Delivers what is stored, each write `times` times and the one before it once more, until nothing moves. */
  async deliver(id: string, times: number): Promise<Job> {
    let before: Job | undefined;
    for (let job = await this.job(id); job.generation !== before?.generation; job = await this.job(id)) {
      const deliveries = [...Array.from({ length: times }, () => job), ...(before === undefined ? [] : [before])];
      await Promise.all(deliveries.map((seen) => runJob(this, seen)));
      before = job;
    }
    return this.job(id);
  }

  /** Puts a reading on file, past the API. */
  async read(patient_id: string, minute: number): Promise<void> {
    const facts = {
      id: this.randomness.uuid(),
      covered_entity_id: ENTITY_A,
      patient_id,
      data_type: minute % 2 === 0 ? 'heart_rate' : 'temperature',
      timestamp: new Date(this.clock.now().getTime() - minute * MINUTE).toISOString(),
      created_at: this.clock.now().toISOString(),
    } as const;
    const fields = new Map([['measurement', Plaintext.of('{}')] as const]);
    this.biometrics.creation((await sealReading(this, agreement(), facts, fields)).reading).apply();
  }

  private eventOfRotation() {
    const [event] = this.audit.events;
    if (event === undefined) throw new Error('no event');
    return { ...event, id: this.randomness.ulid(this.clock.now()) };
  }
}

const bench = async (patients: number): Promise<JobBench> => {
  const made = new JobBench();
  made.file(agreement());
  for (let count = 0; count < patients; count += 1) await made.put({ last_name: `Person ${count}`, mrn: `M${count}` });
  await made.rotate();
  return made;
};

const rewrites = ({ audit }: JobBench) =>
  audit.events.filter(({ operation }) => operation === 'reencryptRecord').map(({ patient_id }) => patient_id);

describe('RELIABILITY 18: deliveries of a job’s writes', () => {
  it.each([1, 3])(
    'each delivered %i times and late: every record is rewritten once, and counted once',
    async (times) => {
      const custody = await bench(45);
      const { id } = await custody.start();
      const waiting = await custody.deliver(id, times);
      expect(waiting).toMatchObject({ state: 'running', progress: { rewritten: 45 } });
      expect(waiting.due_at).toBeDefined();
      expect(new Set(rewrites(custody)).size).toBe(45);
      expect(rewrites(custody)).toHaveLength(45);

      custody.clock.advance(7 * MINUTE);
      await restartJobs(custody);
      const done = await custody.deliver(id, times);
      expect(done).toMatchObject({
        state: 'succeeded',
        key_version: 2,
        progress: { pass: 2, done: 45, rewritten: 45 },
      });
      expect(rewrites(custody)).toHaveLength(45);
    },
  );

  it('a pass that another rotation overtook is followed by one more', async () => {
    const custody = await bench(25);
    const started = await custody.start();
    await runJob(custody, started);
    await custody.rotate();
    await custody.deliver(started.id, 1);
    custody.clock.advance(7 * MINUTE);
    await restartJobs(custody);
    expect(await custody.deliver(started.id, 1)).toMatchObject({ state: 'succeeded', key_version: 3 });
  });
});

describe('vital signs', () => {
  it('all readings of all patients are sealed anew, also of one with more than a page of them', async () => {
    const custody = await bench(1);
    const counts = [45, 0, 20, 1, 3, 7, 0, 21];
    for (const count of counts) {
      const patient_id = await custody.put({ last_name: 'Person' });
      for (let at = 0; at < count; at += 1) await custody.read(patient_id, at);
    }
    await custody.rotate();
    const { id } = await custody.start();
    await custody.deliver(id, 2);
    const readings = counts.reduce((sum, count) => sum + count);
    expect((await custody.job(id)).progress.rewritten).toBe(readings + counts.length + 1);
    expect(rewrites(custody)).toHaveLength(readings + counts.length + 1);
  });
});

describe('a job that cannot go on', () => {
  it('stops at the end of the agreement, with the reason in its event', async () => {
    const custody = await bench(1);
    const started = await custody.start();
    custody.clock.advance(365 * 200 * 24 * 60 * MINUTE);
    await runJob(custody, started);
    expect((await custody.job(started.id)).state).toBe('stopped');
    expect(custody.audit.events.at(-1)).toMatchObject({ operation: 'stopJob', reason_code: 'baa-expired' });
  });

  it('fails after 45 restarts without progress, once, and goes on when it is started again', async () => {
    const custody = await bench(1);
    const { id } = await custody.start();
    for (let restart = 0; restart < 50; restart += 1) {
      custody.clock.advance(3 * MINUTE);
      await restartJobs(custody);
    }
    expect([(await custody.job(id)).state, custody.failures]).toEqual(['failed', 1]);
    expect(await custody.start()).toMatchObject({ id, state: 'queued', restarts: 0 });
  });
});
