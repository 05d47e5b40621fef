import { randomUUID } from 'node:crypto';
import { DynamoDbAuditLogReader } from '../../../shared/adapters/aws/dynamodb-audit-log-reader';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbBaaRegistry } from '../../../shared/adapters/aws/dynamodb-baa-registry';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemoryBaaRegistry } from '../../../shared/adapters/memory/memory-baa-registry';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import { Plaintext } from '../../../shared/domain/plaintext';
import type { AuditLogReader } from '../../../shared/ports/audit-log-reader';
import type { AuditTrail } from '../../../shared/ports/audit-trail';
import type { BaaRegistry } from '../../../shared/ports/baa-registry';
import { physicalTableName } from '../../../infra/local/local-resources';
import { auditTables, AwsEngines } from '../../support/aws-engines';
import { eventAt, newTree } from '../../support/audit-events';
import { DAY, MovableClock, NOON, after } from '../../support/movable-clock';
import { agreement } from '../../support/synthetic-parties';

/** A trail, a reader of what it wrote, a store to change together with it, and switches. */
interface Subject {
  readonly trail: AuditTrail;
  readonly reader: AuditLogReader;
  readonly store: BaaRegistry;
  readonly foreignStore: BaaRegistry;
  breakTrail(): void;
  healTrail(): void;
  close(): Promise<void>;
}

const memory = (): Promise<Subject> => {
  const trail = new MemoryAuditTrail();
  const set = (available: boolean) => () => {
    trail.available = available;
  };
  return Promise.resolve({
    trail,
    reader: trail,
    store: new MemoryBaaRegistry(),
    foreignStore: new DynamoDbBaaRegistry({} as never, 'none'),
    breakTrail: set(false),
    healTrail: set(true),
    close: () => Promise.resolve(),
  });
};

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  return {
    trail: new DynamoDbAuditTrail(engines.dynamoDb, auditTables),
    reader: new DynamoDbAuditLogReader(engines.dynamoDb, auditTables, new MovableClock()),
    store: new DynamoDbBaaRegistry(engines.dynamoDb, physicalTableName('baa')),
    foreignStore: new MemoryBaaRegistry(),
    breakTrail: () =>
      engines.fail({ service: 'dynamodb', operation: '*', table: 'audit', error: 'AccessDeniedException' }),
    healTrail: () => engines.heal(),
    close: () => engines.close(),
  };
};

const UNAVAILABLE = { name: 'DependencyUnavailableError', dependency: 'audit' };

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('164.312(b) audit controls: the audit trail %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterEach(() => {
    subject.healTrail();
  });
  afterAll(() => subject.close());

  const logOf = async (tree: string): Promise<readonly AuditEvent[]> =>
    (await subject.reader.read({ tree, limit: 100 })).events;
  const defined = (event: AuditEvent): unknown => JSON.parse(JSON.stringify(event));

  it('keeps an event as it was written', async () => {
    const event = eventAt(newTree());
    await subject.trail.record([event]);
    expect((await logOf(event.covered_entity_id)).map(defined)).toEqual([defined(event)]);
  });

  it('keeps an event of every optional field, and of none', async () => {
    const tree = newTree();
    const full = eventAt(tree, NOON, {
      phi_category: 'billing',
      key_version: 3,
      baa_state: 'ended',
      resource_id: 'r',
      reason_code: 'c',
    });
    const bare = eventAt(tree, after(NOON, 1), {
      patient_id: undefined,
      session_id: undefined,
      purpose: undefined,
      baa_id: undefined,
      baa_state: undefined,
      ip_address: undefined,
      user_agent: undefined,
    });
    await subject.trail.record([full]);
    await subject.trail.record([bare]);
    expect((await logOf(tree)).map(defined)).toEqual([bare, full].map(defined));
  });

  describe('is append-only', () => {
    it('refuses an event whose id is taken, and keeps the first', async () => {
      const event = eventAt(newTree());
      await subject.trail.record([event]);
      const forged = { ...event, outcome: 'denied', user_id: 'forged' } as const;
      await expect(subject.trail.record([forged])).rejects.toMatchObject(UNAVAILABLE);
      await expect(subject.trail.release([forged], Plaintext.of('x'))).rejects.toMatchObject(UNAVAILABLE);
      expect((await logOf(event.covered_entity_id)).map(defined)).toEqual([defined(event)]);
    });

    it('refuses several events, one of whose ids is taken, as a whole', async () => {
      const tree = newTree();
      const first = eventAt(tree);
      await subject.trail.record([first]);
      await expect(subject.trail.record([eventAt(tree), first, eventAt(tree)])).rejects.toMatchObject(UNAVAILABLE);
      expect(await logOf(tree)).toHaveLength(1);
    });
  });

  it('writes several events at once, one per patient, days and trees apart', async () => {
    const [one, other] = [newTree(), newTree()];
    const events = [eventAt(one), eventAt(one, after(NOON, -DAY)), eventAt(other)] as const;
    await subject.trail.record(events);
    expect((await logOf(one)).map(({ id }) => id)).toEqual([events[0].id, events[1].id]);
    expect((await logOf(other)).map(({ id }) => id)).toEqual([events[2].id]);
  });

  describe('changes something and records it: both or neither', () => {
    const baaOf = (covered_entity_id: string) => agreement({ id: randomUUID(), covered_entity_id });

    it('both', async () => {
      const tree = newTree();
      const baa = baaOf(tree);
      expect(await subject.trail.commit([subject.store.creation(baa)], [eventAt(tree)], 'body')).toMatchObject({
        body: 'body',
      });
      expect([await subject.store.agreementsOf(tree), (await logOf(tree)).length]).toEqual([[baa], 1]);
    });

    it('neither, and reports a conflict, when the change’s condition does not hold', async () => {
      const tree = newTree();
      // Of another entity: two agreements of one would count it twice in one transaction.
      const [taken, fresh] = [baaOf(tree), baaOf(newTree())];
      await subject.trail.commit([subject.store.creation(taken)], [eventAt(tree)], 'first');
      const both = [fresh, taken].map((baa) => subject.store.creation(baa));
      expect(await subject.trail.commit(both, [eventAt(tree)], 'second')).toBe('conflict');
      expect([await subject.store.agreementsOf(tree), (await logOf(tree)).length]).toEqual([[taken], 1]);
      expect(await subject.store.agreementsOf(fresh.covered_entity_id)).toEqual([]);
    });

    it('neither, when the event’s id is taken: no conflict of the caller’s', async () => {
      const tree = newTree();
      const event = eventAt(tree);
      await subject.trail.record([event]);
      const change = subject.trail.commit([subject.store.creation(baaOf(tree))], [event], 'body');
      await expect(change).rejects.toMatchObject(UNAVAILABLE);
      expect([await subject.store.agreementsOf(tree), (await logOf(tree)).length]).toEqual([[], 1]);
    });

    it('neither, when the trail cannot be written', async () => {
      const tree = newTree();
      subject.breakTrail();
      const change = subject.trail.commit([subject.store.creation(baaOf(tree))], [eventAt(tree)], 'body');
      await expect(change).rejects.toMatchObject(UNAVAILABLE);
      subject.healTrail();
      expect([await subject.store.agreementsOf(tree), await logOf(tree)]).toEqual([[], []]);
    });

    it('exactly one of ten that want the same', async () => {
      const tree = newTree();
      const baa = baaOf(tree);
      const changes = Array.from({ length: 10 }, () =>
        subject.trail.commit([subject.store.creation(baa)], [eventAt(tree)], 'mine'),
      );
      const outcomes = await Promise.allSettled(changes);
      const won = outcomes.filter((each) => each.status === 'fulfilled' && each.value !== 'conflict');
      expect([won.length, (await logOf(tree)).length, await subject.store.agreementsOf(tree)]).toEqual([1, 1, [baa]]);
    });

    it('neither, for a change of another kind of store: a defect of ours, not an outage', async () => {
      const tree = newTree();
      const foreign = subject.foreignStore.creation(baaOf(tree));
      await expect(subject.trail.commit([foreign], [eventAt(tree)], 'body')).rejects.toThrow(TypeError);
      expect(await logOf(tree)).toEqual([]);
    });
  });

  it('releases nothing while it cannot be written, and heals without a restart', async () => {
    const tree = newTree();
    subject.breakTrail();
    await expect(subject.trail.release([eventAt(tree)], Plaintext.of('phi'))).rejects.toMatchObject(UNAVAILABLE);
    subject.healTrail();
    expect((await subject.trail.release([eventAt(tree)], Plaintext.of('phi'))).body).toBe('phi');
    expect(await logOf(tree)).toHaveLength(1);
  });
});
