import { randomBytes, randomUUID } from 'node:crypto';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbIdempotencyStore } from '../../../shared/adapters/aws/dynamodb-idempotency-store';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemoryIdempotencyStore } from '../../../shared/adapters/memory/memory-idempotency-store';
import type { AuditTrail } from '../../../shared/ports/audit-trail';
import type { IdempotencyRecord, IdempotencyStore } from '../../../shared/ports/idempotency-store';
import { physicalTableName } from '../../../infra/local/local-resources';
import { auditTables, AwsEngines } from '../../support/aws-engines';
import { eventAt, newTree } from '../../support/audit-events';
import { after, DAY, NOON, SECOND } from '../../support/movable-clock';

interface Subject {
  readonly store: IdempotencyStore;
  readonly trail: AuditTrail;
  close(): Promise<void>;
}

const memory = (): Promise<Subject> =>
  Promise.resolve({
    store: new MemoryIdempotencyStore(),
    trail: new MemoryAuditTrail(),
    close: () => Promise.resolve(),
  });

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  return {
    store: new DynamoDbIdempotencyStore(engines.dynamoDb, physicalTableName('idempotency')),
    trail: new DynamoDbAuditTrail(engines.dynamoDb, auditTables),
    close: () => engines.close(),
  };
};

const recordOf = (changes: Partial<IdempotencyRecord> = {}): IdempotencyRecord => ({
  id: randomBytes(32).toString('base64url'),
  request_mac: randomBytes(32).toString('base64url'),
  resource_id: randomUUID(),
  covered_entity_id: newTree(),
  status_code: 201,
  expires_at: after(NOON, DAY),
  ...changes,
});

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('RELIABILITY row 21: the store of idempotency keys %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const reserve = async (record: IdempotencyRecord, now = NOON): Promise<'reserved' | 'conflict'> => {
    const event = eventAt(record.covered_entity_id, now);
    const outcome = await subject.trail.commit([subject.store.reservation(record, now)], [event], 'made');
    return outcome === 'conflict' ? 'conflict' : 'reserved';
  };

  it('knows nothing of a new key', async () => {
    expect(await subject.store.find(recordOf().id, NOON)).toBeUndefined();
  });

  it('gives a record back as it was stored, at once', async () => {
    const record = recordOf();
    expect(await reserve(record)).toBe('reserved');
    expect(await subject.store.find(record.id, NOON)).toEqual(record);
  });

  it('conflicts while a record under the same key lives, and keeps the first', async () => {
    const record = recordOf();
    await reserve(record);
    const last = after(record.expires_at, -SECOND);
    expect(await reserve(recordOf({ id: record.id, expires_at: after(last, DAY) }), last)).toBe('conflict');
    expect(await subject.store.find(record.id, last)).toEqual(record);
  });

  it('forgets a record with its last second, and lets another one take its place', async () => {
    const record = recordOf();
    await reserve(record);
    expect(await subject.store.find(record.id, record.expires_at)).toBeUndefined();
    const next = recordOf({ id: record.id, expires_at: after(record.expires_at, DAY) });
    expect(await reserve(next, record.expires_at)).toBe('reserved');
    expect(await subject.store.find(record.id, record.expires_at)).toEqual(next);
  });

  it('lets exactly one of eight twins win', async () => {
    const first = recordOf();
    const records = Array.from({ length: 8 }, () => recordOf({ id: first.id }));
    const outcomes = await Promise.allSettled(records.map((record) => reserve(record)));
    const won = records.filter((_, index) => {
      const outcome = outcomes[index];
      return outcome?.status === 'fulfilled' && outcome.value === 'reserved';
    });
    expect(won).toHaveLength(1);
    expect(await subject.store.find(first.id, NOON)).toEqual(won[0]);
  });
});
