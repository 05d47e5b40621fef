import { GetObjectCommand, GetObjectRetentionCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { EVIDENCE_BUCKET, LOCAL_REGION } from '../../../infra/local/local-resources';
import { S3AuditFallback } from '../../../shared/adapters/aws/s3-audit-fallback';
import { S3KeptAuditEvents } from '../../../shared/adapters/aws/s3-kept-audit-events';
import { MemoryAuditFallback } from '../../../shared/adapters/memory/memory-audit-fallback';
import { PLATFORM_TREE } from '../../../shared/domain/audit-event';
import type { AuditFallback, KeptAuditEvents } from '../../../shared/ports/audit-fallback';
import { eventAt, newTree } from '../../support/audit-events';
import { AwsEngines } from '../../support/aws-engines';
import { after, MINUTE, NOON } from '../../support/movable-clock';

interface Subject {
  readonly fallback: AuditFallback;
  readonly kept: KeptAuditEvents;
  breakSink(): void;
  healSink(): void;
  readonly engines?: AwsEngines;
}

const memory = (): Promise<Subject> => {
  const sink = new MemoryAuditFallback();
  const set = (available: boolean) => () => {
    sink.available = available;
  };
  return Promise.resolve({ fallback: sink, kept: sink, breakSink: set(false), healSink: set(true) });
};

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  return {
    fallback: new S3AuditFallback({ bucket: EVIDENCE_BUCKET, region: LOCAL_REGION, endpoint: engines.s3Url }),
    kept: new S3KeptAuditEvents(engines.s3, EVIDENCE_BUCKET),
    breakSink: () => engines.fail({ service: 's3', operation: 'PutObject', error: 'AccessDenied' }),
    healSink: () => engines.heal(),
    engines,
  };
};

const UNAVAILABLE = { name: 'DependencyUnavailableError', dependency: 'audit-fallback' };

describe.each([
  ['in memory', memory],
  ['in S3', aws],
])('RELIABILITY 9: the second audit sink %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.engines?.close());

  it('keeps events, names them in the order of their ids, and gives them back as they were', async () => {
    const tree = newTree();
    const events = [0, 1, 2].map((minutes) => eventAt(tree, after(NOON, minutes * MINUTE)));
    for (const event of [...events].reverse()) await subject.fallback.keep(event);
    const ids = events.map(({ id }) => id);
    expect(await subject.kept.names(tree, undefined, 10)).toEqual(ids);
    expect(await subject.kept.names(tree, ids[0], 1)).toEqual([ids[1]]);
    expect(await subject.kept.read(tree, ids[1] ?? '')).toEqual(events[1]);
    expect(await subject.kept.trees()).toContain(tree);
  });

  it('shows a tree its own events alone', async () => {
    const [tree, platform] = [newTree(), eventAt(PLATFORM_TREE)];
    await subject.fallback.keep(platform);
    expect(await subject.kept.names(tree, undefined, 10)).toEqual([]);
    expect(await subject.kept.read(tree, platform.id)).toBeUndefined();
    expect(await subject.kept.trees()).toContain(PLATFORM_TREE);
  });

  it('refuses an id that is taken, and changes nothing', async () => {
    const event = eventAt(newTree());
    await subject.fallback.keep(event);
    const other = { ...event, outcome: 'denied' } as const;
    await expect(subject.fallback.keep(other)).rejects.toMatchObject(UNAVAILABLE);
    expect(await subject.kept.read(event.covered_entity_id, event.id)).toEqual(event);
  });

  it('fails when it is out of service, keeps nothing, and heals', async () => {
    const event = eventAt(newTree());
    subject.breakSink();
    await expect(subject.fallback.keep(event)).rejects.toMatchObject(UNAVAILABLE);
    subject.healSink();
    expect(await subject.kept.names(event.covered_entity_id, undefined, 10)).toEqual([]);
    await subject.fallback.keep(event);
    expect(await subject.kept.names(event.covered_entity_id, undefined, 10)).toEqual([event.id]);
  });
});

describe('RELIABILITY 9: the second audit sink in S3, alone', () => {
  let engines: AwsEngines;
  let fallback: S3AuditFallback;
  let kept: S3KeptAuditEvents;
  beforeAll(async () => {
    engines = await AwsEngines.start();
    fallback = new S3AuditFallback({ bucket: EVIDENCE_BUCKET, region: LOCAL_REGION, endpoint: engines.s3Url });
    kept = new S3KeptAuditEvents(engines.s3, EVIDENCE_BUCKET);
  });
  afterEach(() => engines.heal());
  afterAll(() => engines.close());

  const objectOf = (tree: string, name: string) => ({
    Bucket: EVIDENCE_BUCKET,
    Key: `audit-fallback/${tree}/${name}.json`,
  });

  it.each(['lost_reply', 'reset', 'SlowDown', 'InternalError', 'hang'])(
    'rides out one %s: one object, kept',
    async (error) => {
      const event = eventAt(newTree());
      engines.fail({ service: 's3', operation: 'PutObject', error, count: 1 });
      await fallback.keep(event);
      expect(await kept.read(event.covered_entity_id, event.id)).toEqual(event);
    },
  );

  it('does not take another’s object for its own', async () => {
    const event = eventAt(newTree());
    const put = { ...objectOf(event.covered_entity_id, event.id), Body: '{}' };
    await engines.s3.send(new PutObjectCommand(put));
    await expect(fallback.keep(event)).rejects.toMatchObject(UNAVAILABLE);
  });

  it('is locked under the bucket’s default retention, as JSON', async () => {
    const event = eventAt(newTree());
    await fallback.keep(event);
    const object = objectOf(event.covered_entity_id, event.id);
    const { Retention } = await engines.s3.send(new GetObjectRetentionCommand(object));
    expect(Retention?.Mode).toBe('COMPLIANCE');
    const { ContentType } = await engines.s3.send(new GetObjectCommand(object));
    expect(ContentType).toBe('application/json');
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'last_name'],
    ['no event', '{"id":"01ARZ3NDEKTSV4RRFFQ69G5FAV"}'],
    ['an event of another name', JSON.stringify(eventAt(PLATFORM_TREE))],
    ['more than an event can be', `"${'x'.repeat(70_000)}"`],
  ])('reads nothing where there is %s', async (_, Body) => {
    const tree = newTree();
    await engines.s3.send(
      new PutObjectCommand({ ...objectOf(tree, '01ARZ3NDEKTSV4RRFFQ69G5FAV'), Body, ContentLength: Body.length }),
    );
    expect(await kept.names(tree, undefined, 10)).toEqual(['01ARZ3NDEKTSV4RRFFQ69G5FAV']);
    expect(await kept.read(tree, '01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBeUndefined();
    expect(await kept.read(tree, '01ARZ3NDEKTSV4RRFFQ69G5FAX')).toBeUndefined();
  });

  it('fails to list when S3 does', async () => {
    engines.fail({ service: 's3', operation: '*', error: 'AccessDenied' });
    await expect(kept.trees()).rejects.toMatchObject(UNAVAILABLE);
    await expect(kept.names(newTree(), undefined, 10)).rejects.toMatchObject(UNAVAILABLE);
    await expect(kept.read(newTree(), 'any')).rejects.toMatchObject(UNAVAILABLE);
  });
});
