import { randomBytes, randomUUID } from 'node:crypto';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbTenantKeyStore } from '../../../shared/adapters/aws/dynamodb-tenant-key-store';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemoryTenantKeyStore } from '../../../shared/adapters/memory/memory-tenant-key-store';
import { certificateOf } from '../../../shared/domain/key-destruction';
import type { AuditTrail, Mutation } from '../../../shared/ports/audit-trail';
import type { TenantKeyStore, WrappedTenantKey } from '../../../shared/ports/tenant-key-store';
import { physicalTableName } from '../../../infra/local/local-resources';
import { auditTables, AwsEngines } from '../../support/aws-engines';
import { eventAt, newTree } from '../../support/audit-events';
import { after, DAY, NOON } from '../../support/movable-clock';

interface Subject {
  readonly store: TenantKeyStore;
  readonly trail: AuditTrail;
  close(): Promise<void>;
}

const memory = (): Promise<Subject> =>
  Promise.resolve({
    store: new MemoryTenantKeyStore(),
    trail: new MemoryAuditTrail(),
    close: () => Promise.resolve(),
  });

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  return {
    store: new DynamoDbTenantKeyStore(engines.dynamoDb, physicalTableName('keys')),
    trail: new DynamoDbAuditTrail(engines.dynamoDb, auditTables),
    close: () => engines.close(),
  };
};

const keyOf = (
  covered_entity_id: string,
  version: number,
  changes: Partial<WrappedTenantKey> = {},
): WrappedTenantKey => ({
  covered_entity_id,
  key_id: randomUUID(),
  version,
  wrapped: Uint8Array.from(randomBytes(180)),
  created_at: after(NOON, version * DAY),
  ...changes,
});

/** A key in a form that compares by content. */
const shown = (key: WrappedTenantKey | undefined): unknown =>
  key && { ...key, wrapped: Buffer.from(key.wrapped).toString('hex') };

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('164.312(a)(2)(iv) encryption: the store of wrapped tenant keys %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const create = async (key: WrappedTenantKey): Promise<'created' | 'conflict'> => {
    const outcome = await subject.trail.commit([subject.store.creation(key)], [eventAt(key.covered_entity_id)], 'made');
    return outcome === 'conflict' ? 'conflict' : 'created';
  };

  const newestOf = async (entity: string): Promise<unknown> => {
    const newest = await subject.store.newest(entity);
    return newest && { key_id: newest.key_id, version: newest.version, created_at: newest.created_at };
  };

  it('knows no key of a new entity', async () => {
    const entity = newTree();
    expect(await newestOf(entity)).toBeUndefined();
    expect(await subject.store.find(entity, randomUUID())).toBeUndefined();
  });

  it('lists every version of an entity’s key, and no other entity’s', async () => {
    const entity = newTree();
    expect(await subject.store.versions(entity)).toEqual([]);
    const keys = [1, 2, 3].map((version) => keyOf(entity, version));
    for (const key of [...keys, keyOf(newTree(), 1)]) expect(await create(key)).toBe('created');
    const listed = (await subject.store.versions(entity)).map(({ key_id, version, created_at }) => [
      version,
      key_id,
      created_at,
    ]);
    expect(new Map(listed.map((each) => [each[0], each]))).toEqual(
      new Map(keys.map(({ version, key_id, created_at }) => [version, [version, key_id, created_at]])),
    );
    expect(listed).toHaveLength(3);
  });

  it('gives a key back as it was stored, at once', async () => {
    const key = keyOf(newTree(), 1);
    expect(await create(key)).toBe('created');
    expect(shown(await subject.store.find(key.covered_entity_id, key.key_id))).toEqual(shown(key));
    expect(await newestOf(key.covered_entity_id)).toEqual({
      key_id: key.key_id,
      version: 1,
      created_at: key.created_at,
    });
  });

  it('keeps the older keys when a newer one takes over', async () => {
    const entity = newTree();
    const keys = [1, 2, 3].map((version) => keyOf(entity, version));
    for (const key of keys) expect(await create(key)).toBe('created');
    expect(await newestOf(entity)).toMatchObject({ key_id: keys[2]?.key_id, version: 3 });
    for (const key of keys) expect(shown(await subject.store.find(entity, key.key_id))).toEqual(shown(key));
  });

  it('shows no entity another one’s key', async () => {
    const key = keyOf(newTree(), 1);
    await create(key);
    expect(await subject.store.find(newTree(), key.key_id)).toBeUndefined();
  });

  it.each([
    ['the version of the newest', [1], 1],
    ['a version of long ago', [1, 2, 3], 1],
    ['a version that leaves one out', [1], 3],
    ['not the first, for the first key', [], 2],
    ['nought', [], 0],
  ])('conflicts for %s, and changes nothing', async (_, existing, version) => {
    const entity = newTree();
    for (const each of existing) await create(keyOf(entity, each));
    const before = await newestOf(entity);
    const key = keyOf(entity, version);
    expect(await create(key)).toBe('conflict');
    expect(await newestOf(entity)).toEqual(before);
    expect(await subject.store.find(entity, key.key_id)).toBeUndefined();
  });

  it('conflicts for an id that is taken: no key is ever overwritten', async () => {
    const entity = newTree();
    const first = keyOf(entity, 1);
    await create(first);
    expect(await create(keyOf(entity, 2, { key_id: first.key_id }))).toBe('conflict');
    expect(shown(await subject.store.find(entity, first.key_id))).toEqual(shown(first));
  });

  it.each([1, 2])('lets exactly one of eight win that race for version %i', async (version) => {
    const entity = newTree();
    if (version === 2) await create(keyOf(entity, 1));
    const keys = Array.from({ length: 8 }, () => keyOf(entity, version));
    const outcomes = await Promise.allSettled(keys.map(create));
    const won = keys.filter((_, index) => {
      const outcome = outcomes[index];
      return outcome?.status === 'fulfilled' && outcome.value === 'created';
    });
    expect(won).toHaveLength(1);
    expect(await newestOf(entity)).toMatchObject({ key_id: won[0]?.key_id, version });
    const found = await Promise.all(keys.map((key) => subject.store.find(entity, key.key_id)));
    expect(found.filter((key) => key !== undefined)).toHaveLength(1);
  });

  const recordOf = async (entity: string, version: number) => {
    const record = (await subject.store.versions(entity)).find((each) => each.version === version);
    if (record === undefined) throw new Error('no such version');
    return record;
  };
  const requestBy = (requested_by: string) => ({ requested_by, requested_at: after(NOON, DAY).toISOString() });
  const commit = async (mutation: Mutation, entity: string): Promise<'done' | 'conflict'> => {
    const outcome = await subject.trail.commit([mutation], [eventAt(entity)], 'done');
    return outcome === 'conflict' ? 'conflict' : 'done';
  };
  const certificateFor = async (entity: string, version: number) =>
    certificateOf({
      certificate_id: randomUUID(),
      key: await recordOf(entity, version),
      request: requestBy('one'),
      confirmed_by: 'two',
      at: after(NOON, 2 * DAY),
      audit_event_id: eventAt(entity).id,
    });

  it('lists all versions of one entity, newest first', async () => {
    const entity = newTree();
    for (const version of [1, 2, 3]) await create(keyOf(entity, version));
    await create(keyOf(newTree(), 1));
    const versions = await subject.store.versions(entity);
    expect(versions.map(({ version, material }) => [version, material])).toEqual(
      [3, 2, 1].map((version) => [version, 'present']),
    );
    expect(await subject.store.versions(newTree())).toEqual([]);
  });

  it('notes a request for destruction, after which the newest key is retired and its successor is not', async () => {
    const entity = newTree();
    await create(keyOf(entity, 1));
    expect(
      await commit(subject.store.destructionRequest(await recordOf(entity, 1), requestBy('one'), true), entity),
    ).toBe('done');
    expect(await subject.store.newest(entity)).toMatchObject({ version: 1, retired: true });
    expect((await recordOf(entity, 1)).destruction_request).toEqual(requestBy('one'));
    await create(keyOf(entity, 2));
    expect((await subject.store.newest(entity))?.retired).toBeUndefined();
  });

  it('conflicts where the key is not the newest any more, or has another request than was read', async () => {
    const entity = newTree();
    await create(keyOf(entity, 1));
    const read = await recordOf(entity, 1);
    await create(keyOf(entity, 2));
    expect(await commit(subject.store.destructionRequest(read, requestBy('one'), true), entity)).toBe('conflict');
    expect(await commit(subject.store.destructionRequest(read, requestBy('one'), false), entity)).toBe('done');
    expect(await commit(subject.store.destructionRequest(read, requestBy('two'), false), entity)).toBe('conflict');
    expect((await recordOf(entity, 1)).destruction_request).toEqual(requestBy('one'));
    expect((await subject.store.newest(entity))?.retired).toBeUndefined();
  });

  it('destroys once: the material is gone, the certificate stays, and no second one takes its place', async () => {
    const entity = newTree();
    const key = keyOf(entity, 1);
    await create(key);
    await commit(subject.store.destructionRequest(await recordOf(entity, 1), requestBy('one'), true), entity);
    const read = await recordOf(entity, 1);
    const [first, second] = [await certificateFor(entity, 1), await certificateFor(entity, 1)];
    expect(await commit(subject.store.destruction(read, first), entity)).toBe('done');
    expect(await commit(subject.store.destruction(read, second), entity)).toBe('conflict');
    expect(await subject.store.find(entity, key.key_id)).toBeUndefined();
    const left = await recordOf(entity, 1);
    expect(left).toMatchObject({ material: 'destroyed', certificate: first, key_id: key.key_id });
    expect(left.destruction_request).toBeUndefined();
    expect(await commit(subject.store.destructionRequest(left, requestBy('three'), true), entity)).toBe('conflict');
    expect(await create(keyOf(entity, 2))).toBe('created');
  });

  it('says that a version is there as long as its material is, and changes nothing by that', async () => {
    const entity = newTree();
    await create(keyOf(entity, 1));
    const read = await recordOf(entity, 1);
    expect(await commit(subject.store.presence(read), entity)).toBe('done');
    expect(await recordOf(entity, 1)).toEqual(read);
    await commit(subject.store.destruction(read, await certificateFor(entity, 1)), entity);
    expect(await commit(subject.store.presence(read), entity)).toBe('conflict');
  });
});
