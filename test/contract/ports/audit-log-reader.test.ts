import fc from 'fast-check';
import { DynamoDbAuditLogReader } from '../../../shared/adapters/aws/dynamodb-audit-log-reader';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import type { AuditLogReader } from '../../../shared/ports/audit-log-reader';
import type { AuditTrail } from '../../../shared/ports/audit-trail';
import { auditTables, AwsEngines } from '../../support/aws-engines';
import { eventAt, newTree } from '../../support/audit-events';
import { after, DAY, HOUR, MINUTE, MovableClock, NOON } from '../../support/movable-clock';

interface Subject {
  readonly trail: AuditTrail;
  readonly reader: AuditLogReader;
  /** Partitions queried so far; always 0 where there are none. */
  queries(): number;
  readonly runs: number;
  close(): Promise<void>;
}

const memory = (): Promise<Subject> => {
  const trail = new MemoryAuditTrail();
  return Promise.resolve({ trail, reader: trail, queries: () => 0, runs: 200, close: () => Promise.resolve() });
};

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  return {
    trail: new DynamoDbAuditTrail(engines.dynamoDb, auditTables),
    reader: new DynamoDbAuditLogReader(engines.dynamoDb, auditTables, new MovableClock()),
    queries: () => engines.callsOf('Query'),
    runs: 25,
    close: () => engines.close(),
  };
};

const newestFirst = (events: readonly AuditEvent[]): readonly string[] =>
  events
    .map(({ id }) => id)
    .sort()
    .reverse();

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('164.312(b) audit controls: reading the audit log %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const write = async (tree: string, ages: readonly number[]): Promise<readonly AuditEvent[]> => {
    const events = ages.map((age) => eventAt(tree, after(NOON, -age)));
    for (const event of events) await subject.trail.record([event]);
    return events;
  };

  /** All ids of a tree, slice by slice; how many slices it took; and the sizes of the slices. */
  const readAll = async (tree: string, limit: number) => {
    const ids: string[] = [];
    const sizes: number[] = [];
    let before: string | undefined;
    do {
      const { events, next } = await subject.reader.read({ tree, limit, before });
      ids.push(...events.map(({ id }) => id));
      sizes.push(events.length);
      before = next;
    } while (before !== undefined && sizes.length < 500);
    return { ids, sizes };
  };

  it('finds one event by its id, in its own tree alone', async () => {
    const tree = newTree();
    const [event, midnight] = [eventAt(tree), eventAt(tree, new Date('2026-03-10T00:00:00.000Z'))];
    await subject.trail.record([event, midnight]);
    for (const each of [event, midnight]) {
      expect(await subject.reader.find(tree, each.id)).toEqual(JSON.parse(JSON.stringify(each)));
    }
    expect(await subject.reader.find(newTree(), event.id)).toBeUndefined();
    expect(await subject.reader.find(tree, eventAt(tree).id)).toBeUndefined();
  });

  it('is one empty slice for a tree without events', async () => {
    expect(await subject.reader.read({ tree: newTree(), limit: 25 })).toEqual({ events: [], unreadable: 0 });
  });

  it('loses nothing and doubles nothing: any days, any order of writing, any size of page', async () => {
    const dayOffset = fc.oneof(
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 4, max: 40 }),
      fc.integer({ min: 300, max: 2200 }),
    );
    const age = fc.record({ day: dayOffset, minute: fc.integer({ min: 0, max: 1439 }) });
    const ages = fc.array(
      age.map(({ day, minute }) => day * DAY + minute * MINUTE),
      { maxLength: 14 },
    );
    await fc.assert(
      fc.asyncProperty(ages, fc.integer({ min: 1, max: 16 }), async (list, limit) => {
        const tree = newTree();
        const events = await write(tree, list);
        const { ids, sizes } = await readAll(tree, limit);
        expect(ids).toEqual(newestFirst(events));
        expect(Math.max(...sizes)).toBeLessThanOrEqual(limit);
      }),
      { numRuns: subject.runs },
    );
  });

  it('keeps its order within one millisecond, over both shards', async () => {
    const tree = newTree();
    const events = await write(
      tree,
      Array.from({ length: 12 }, () => HOUR),
    );
    for (const limit of [1, 5, 11, 12, 13]) expect((await readAll(tree, limit)).ids).toEqual(newestFirst(events));
  });

  it('ends with the last full page where nothing is older', async () => {
    const tree = newTree();
    await write(tree, [0, 1, 2, 3]);
    expect((await readAll(tree, 2)).sizes).toEqual([2, 2]);
    expect((await readAll(tree, 4)).sizes).toEqual([4]);
  });

  it('crosses midnight', async () => {
    const tree = newTree();
    const events = await write(tree, [12 * HOUR + 1, 12 * HOUR, 12 * HOUR - 1, 36 * HOUR, 36 * HOUR + 1]);
    for (const limit of [1, 2, 3, 5]) expect((await readAll(tree, limit)).ids).toEqual(newestFirst(events));
  });

  it('skips empty days: an event of each of eight years is reached in few reads', async () => {
    const tree = newTree();
    const events = await write(
      tree,
      Array.from({ length: 8 }, (_, year) => year * 365 * DAY),
    );
    for (const limit of [1, 3, 100]) {
      const { ids, sizes } = await readAll(tree, limit);
      expect(ids).toEqual(newestFirst(events));
      expect(sizes.length).toBeLessThanOrEqual(events.length + 1);
    }
  });

  it('costs the page, whatever the log’s age: at most ten partitions a read', async () => {
    const tree = newTree();
    await write(
      tree,
      Array.from({ length: 6 }, (_, index) => index * 200 * DAY),
    );
    let before: string | undefined;
    do {
      const queriesBefore = subject.queries();
      ({ next: before } = await subject.reader.read({ tree, limit: 100, before }));
      expect(subject.queries() - queriesBefore).toBeLessThanOrEqual(10);
    } while (before !== undefined);
  });

  it('shows an event of an instance whose clock runs ahead, into tomorrow', async () => {
    const tree = newTree();
    const events = await write(tree, [-13 * HOUR, 0]);
    expect((await readAll(tree, 10)).ids).toEqual(newestFirst(events));
  });

  it('goes on where it stopped while new events arrive', async () => {
    const tree = newTree();
    const old = await write(tree, [MINUTE, HOUR, 30 * HOUR, 400 * DAY]);
    const first = await subject.reader.read({ tree, limit: 1 });
    await write(tree, [0, 0, 1]);
    const rest: string[] = [];
    let before = first.next;
    while (before !== undefined) {
      const slice = await subject.reader.read({ tree, limit: 1, before });
      rest.push(...slice.events.map(({ id }) => id));
      before = slice.next;
    }
    expect([...first.events.map(({ id }) => id), ...rest]).toEqual(newestFirst(old));
  });

  it('shows one tree alone, the platform’s as well', async () => {
    const [one, other] = [newTree(), newTree()];
    const events = await write(one, [0, DAY]);
    await write(other, [1]);
    const platform = eventAt('platform', NOON);
    await subject.trail.record([platform]);
    expect((await readAll(one, 10)).ids).toEqual(newestFirst(events));
    expect((await readAll('platform', 10)).ids).toEqual([platform.id]);
  });
});
