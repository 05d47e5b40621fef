import { randomUUID } from 'node:crypto';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbBaaRegistry } from '../../../shared/adapters/aws/dynamodb-baa-registry';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemoryBaaRegistry } from '../../../shared/adapters/memory/memory-baa-registry';
import type { Baa, BaaClosure } from '../../../shared/domain/baa';
import type { AuditTrail, Mutation } from '../../../shared/ports/audit-trail';
import type { AgreementsOnFile, BaaKey, BaaRegistry } from '../../../shared/ports/baa-registry';
import { DependencyUnavailableError } from '../../../shared/ports/errors';
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

  const decideUpon = async (read: AgreementsOnFile): Promise<'decided' | 'conflict'> => {
    const nothing = subject.registry.noneSince(read);
    const outcome = await subject.trail.commit([nothing], [eventAt(read.covered_entity_id)], undefined);
    return outcome === 'conflict' ? 'conflict' : 'decided';
  };

  it.each([0, 1, 3])('let a decision upon all %d of them take effect until one more comes', async (count) => {
    const entity = newTree();
    for (let filed = 0; filed < count; filed += 1) await file(baaOf(entity));
    const read = await subject.registry.onFile(entity);
    expect(read).toMatchObject({ covered_entity_id: entity, creations: count });
    expect(byId(read.agreements)).toEqual(byId(await subject.registry.agreementsOf(entity)));
    await file(baaOf(newTree()));
    expect([await decideUpon(read), await decideUpon(read)]).toEqual(['decided', 'decided']);
    await file(baaOf(entity));
    expect(await decideUpon(read)).toBe('conflict');
    expect(await decideUpon(await subject.registry.onFile(entity))).toBe('decided');
  });

  it('count each creation of ten at once, and none that was refused', async () => {
    const entity = newTree();
    const agreements = Array.from({ length: 10 }, () => baaOf(entity));
    expect(new Set(await Promise.all(agreements.map(file)))).toEqual(new Set(['filed']));
    for (const baa of agreements) expect(await file(baa)).toBe('conflict');
    expect(await subject.registry.onFile(entity)).toMatchObject({ creations: 10 });
  });

  const at = (text: string): Date => new Date(text);
  const AT = '2026-03-10T12:00:15.000Z';
  const CLOSURE: BaaClosure = { method: 'destroyed', date: '2026-03-10', evidence_hash: 'cd'.repeat(32) };
  const filed = async (changes: Partial<Baa> = {}): Promise<Baa> => {
    const baa = baaOf(newTree(), changes);
    await file(baa);
    return baa;
  };
  const happen = async (mutation: Mutation): Promise<'changed' | 'conflict'> =>
    (await subject.trail.commit([mutation], [eventAt(newTree())], undefined)) === 'conflict' ? 'conflict' : 'changed';
  const found = ({ covered_entity_id, id }: Baa) => subject.registry.find(covered_entity_id, id);

  /** Each change, what it leaves on file, and what it may not follow. */
  const changes: readonly (readonly [string, (key: BaaKey) => Mutation, Partial<Baa>])[] = [
    ['deactivation', (key) => subject.registry.deactivation(key, at(AT)), { deactivated_at: AT }],
    ['closure', (key) => subject.registry.closure(key, CLOSURE, at(AT)), { closed_at: AT, closure: CLOSURE }],
    ['alert', (key) => subject.registry.alert(key, 30), { alerted_days: 30 }],
  ];

  it.each(changes)(
    'a %s changes what it says and nothing else, and stands at once',
    async (_name, change, expected) => {
      const baa = await filed({ clauses: { A: true, J: false }, subcontractors: [{ name: 'Sub', baa_on_file: true }] });
      expect(await happen(change(baa))).toBe('changed');
      expect(await found(baa)).toEqual({ ...baa, ...expected });
    },
  );

  it.each(changes)('a %s happens once: the first one stands', async (_name, change, expected) => {
    const baa = await filed();
    const outcomes = [await happen(change(baa)), await happen(change(baa))];
    expect(outcomes).toEqual(['changed', 'conflict']);
    expect(await found(baa)).toEqual({ ...baa, ...expected });
  });

  it.each(changes)(
    'a %s of an agreement that is not there, or is another entity’s, is a conflict',
    async (_n, change) => {
      const baa = await filed();
      expect(await happen(change({ ...baa, covered_entity_id: newTree() }))).toBe('conflict');
      expect(await happen(change({ ...baa, id: randomUUID() }))).toBe('conflict');
      expect(await subject.registry.agreementsOf(baa.covered_entity_id)).toEqual([baa]);
    },
  );

  it.each(changes)('of ten %ss at once one happens', async (_name, change) => {
    const baa = await filed();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => happen(change(baa))));
    const happened = outcomes.filter((each) => each.status === 'fulfilled' && each.value === 'changed');
    expect(happened).toHaveLength(1);
  });

  it.each([
    ['a nearer one follows a farther one', 60, 7, 'changed'],
    ['a farther one does not follow a nearer one', 7, 60, 'conflict'],
  ] as const)('alerts: %s', async (_name, first, second, outcome) => {
    const baa = await filed();
    await happen(subject.registry.alert(baa, first));
    expect(await happen(subject.registry.alert(baa, second))).toBe(outcome);
  });

  it('nobody is alerted of an agreement that was deactivated', async () => {
    const baa = await filed({ deactivated_at: AT });
    expect(await happen(subject.registry.alert(baa, 7))).toBe('conflict');
  });

  const expiringIn = async (first: string, last: string): Promise<readonly string[]> => {
    const ids: string[] = [];
    let from: string | undefined;
    do {
      const slice = await subject.registry.expiring({ first, last }, from);
      expect(slice.unreadable).toBe(0);
      ids.push(...slice.agreements.map(({ id }) => id));
      from = slice.next;
    } while (from !== undefined);
    return ids.sort();
  };

  it('are found by their last day, of all entities, both ends of the range included, ended ones left out', async () => {
    const days = ['2041-02-27', '2041-02-28', '2041-03-01', '2041-03-02'];
    const [, one, other] = await Promise.all(days.map((expiry_date) => filed({ expiry_date })));
    await filed({ expiry_date: '2041-02-28', deactivated_at: AT });
    expect(await expiringIn('2041-02-28', '2041-03-01')).toEqual([one?.id, other?.id].sort());
  });

  it('are found past the first megabyte', async () => {
    const services = '名'.repeat(256);
    const subcontractors = Array.from({ length: 50 }, () => ({ name: services, services, baa_on_file: false }));
    const fat = await Promise.all(
      Array.from({ length: 20 }, () => filed({ expiry_date: '2043-05-05', subcontractors })),
    );
    expect(await expiringIn('2043-05-05', '2043-05-05')).toEqual(fat.map(({ id }) => id).sort());
  });
});

describe('business associate agreements in DynamoDB: an outage is told as one', () => {
  let engines: AwsEngines;
  beforeAll(async () => {
    engines = await AwsEngines.start();
  });
  afterEach(() => {
    engines.heal();
  });
  afterAll(() => engines.close());

  const registry = () => new DynamoDbBaaRegistry(engines.dynamoDb, physicalTableName('baa'));
  const commit = (mutation: Mutation) =>
    new DynamoDbAuditTrail(engines.dynamoDb, auditTables).commit([mutation], [eventAt(newTree())], undefined);
  const closure: BaaClosure = { method: 'returned', date: '2026-03-10', evidence_hash: 'cd'.repeat(32) };

  it('nothing is decided upon agreements of which one that was counted cannot be seen', async () => {
    const baa = baaOf(newTree());
    expect(await commit(registry().creation(baa))).not.toBe('conflict');
    const Key = marshall({ covered_entity_id: baa.covered_entity_id, id: baa.id });
    await engines.dynamoDb.send(new DeleteItemCommand({ TableName: physicalTableName('baa'), Key }));
    expect(await registry().agreementsOf(baa.covered_entity_id)).toEqual([]);
    await expect(registry().onFile(baa.covered_entity_id)).rejects.toMatchObject({ dependency: 'baa' });
  });

  it.each([
    ['Scan', 'expiring', () => registry().expiring({ first: '2040-01-01', last: '2040-01-02' })],
    ['TransactWriteItems', 'deactivation', () => commit(registry().deactivation(baaOf(newTree()), new Date()))],
    ['TransactWriteItems', 'closure', () => commit(registry().closure(baaOf(newTree()), closure, new Date()))],
    ['TransactWriteItems', 'alert', () => commit(registry().alert(baaOf(newTree()), 7))],
  ] as const)('throttling of %s: %s', async (operation, _name, call) => {
    engines.fail({ service: 'dynamodb', operation, table: 'baa', error: 'ProvisionedThroughputExceededException' });
    await expect(call()).rejects.toThrow(DependencyUnavailableError);
  });
});
