import { randomUUID } from 'node:crypto';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbBaaRegistry } from '../../../shared/adapters/aws/dynamodb-baa-registry';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemoryBaaRegistry } from '../../../shared/adapters/memory/memory-baa-registry';
import type { Baa } from '../../../shared/domain/baa';
import type { AuditTrail } from '../../../shared/ports/audit-trail';
import type { BaaRegistry } from '../../../shared/ports/baa-registry';
import { physicalTableName } from '../../../infra/local/local-resources';
import { auditTables, AwsEngines } from '../../support/aws-engines';
import { eventAt, newTree } from '../../support/audit-events';
import { agreement } from '../../support/synthetic-parties';

interface Subject {
  readonly registry: BaaRegistry;
  readonly trail: AuditTrail;
  close(): Promise<void>;
}

const memory = (): Promise<Subject> =>
  Promise.resolve({
    registry: new MemoryBaaRegistry(),
    trail: new MemoryAuditTrail(),
    close: () => Promise.resolve(),
  });

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  return {
    registry: new DynamoDbBaaRegistry(engines.dynamoDb, physicalTableName('baa')),
    trail: new DynamoDbAuditTrail(engines.dynamoDb, auditTables),
    close: () => engines.close(),
  };
};

const baaOf = (covered_entity_id: string, changes: Partial<Baa> = {}): Baa =>
  agreement({ id: randomUUID(), covered_entity_id, ...changes });

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('164.504(e), 164.314(a) business associate agreements on file %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const file = async (baa: Baa): Promise<'filed' | 'conflict'> => {
    const outcome = await subject.trail.commit([subject.registry.creation(baa)], [eventAt(baa.covered_entity_id)], baa);
    return outcome === 'conflict' ? 'conflict' : 'filed';
  };
  const byId = (agreements: readonly Baa[]): readonly Baa[] => [...agreements].sort((a, b) => (a.id < b.id ? -1 : 1));

  it('are none for a new entity', async () => {
    expect(await subject.registry.agreementsOf(newTree())).toEqual([]);
  });

  it.each([
    ['in force', {}],
    ['deactivated', { deactivated_at: '2026-03-01T00:00:00.000Z' }],
    ['closed', { deactivated_at: '2026-03-01T00:00:00.000Z', closed_at: '2026-03-02T00:00:00.000Z' }],
    ['with everything at its longest', { organization_name: 'Ä'.repeat(256), signatory_name: '名'.repeat(256) }],
  ])('come back as they were filed, at once: one %s', async (_, changes) => {
    const baa = baaOf(newTree(), changes);
    expect(await file(baa)).toBe('filed');
    expect(await subject.registry.agreementsOf(baa.covered_entity_id)).toEqual([baa]);
  });

  it('are all there, overlapping ones too, and none of another entity', async () => {
    const [one, other] = [newTree(), newTree()];
    const agreements = Array.from({ length: 30 }, () => baaOf(one));
    await Promise.all([...agreements, baaOf(other)].map(file));
    expect(byId(await subject.registry.agreementsOf(one))).toEqual(byId(agreements));
    expect(await subject.registry.agreementsOf(other)).toHaveLength(1);
  });

  it('are found one by one under their own entity alone', async () => {
    const baa = baaOf(newTree());
    await file(baa);
    expect(await subject.registry.find(baa.covered_entity_id, baa.id)).toEqual(baa);
    expect(await subject.registry.find(baa.covered_entity_id, randomUUID())).toBeUndefined();
    expect(await subject.registry.find(newTree(), baa.id)).toBeUndefined();
  });

  it('are never overwritten: an id that is taken is a conflict', async () => {
    const baa = baaOf(newTree());
    await file(baa);
    expect(await file({ ...baa, organization_name: 'Another (invented)' })).toBe('conflict');
    expect(await subject.registry.agreementsOf(baa.covered_entity_id)).toEqual([baa]);
  });
});
