import { randomBytes, randomUUID } from 'node:crypto';
import { DynamoDbAuditTrail } from '../../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbIndexKeyStore } from '../../../shared/adapters/aws/dynamodb-index-key-store';
import { DynamoDbTenantKeyStore } from '../../../shared/adapters/aws/dynamodb-tenant-key-store';
import { KmsKeyWrapping } from '../../../shared/adapters/aws/kms-key-wrapping';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemoryIndexKeyStore } from '../../../shared/adapters/memory/memory-index-key-store';
import { MemoryKeyWrapping } from '../../../shared/adapters/memory/memory-key-wrapping';
import { MemoryTenantKeyStore } from '../../../shared/adapters/memory/memory-tenant-key-store';
import { physicalTableName } from '../../../infra/local/local-resources';
import type { AuditTrail, Mutation } from '../../../shared/ports/audit-trail';
import { DependencyUnavailableError } from '../../../shared/ports/errors';
import type { IndexKeyStore, WrappedIndexKey } from '../../../shared/ports/index-key-store';
import { INDEX_KEY_VERSION, type KeyWrapping } from '../../../shared/ports/key-wrapping';
import type { TenantKeyStore } from '../../../shared/ports/tenant-key-store';
import { eventAt, newTree } from '../../support/audit-events';
import { auditTables, AwsEngines } from '../../support/aws-engines';
import { NOON } from '../../support/movable-clock';

interface Subject {
  readonly store: IndexKeyStore;
  readonly tenantKeys: TenantKeyStore;
  readonly wrapping: KeyWrapping;
  readonly trail: AuditTrail;
  close(): Promise<void>;
}

const memory = (): Promise<Subject> =>
  Promise.resolve({
    store: new MemoryIndexKeyStore(),
    tenantKeys: new MemoryTenantKeyStore(),
    wrapping: new MemoryKeyWrapping(),
    trail: new MemoryAuditTrail(),
    close: () => Promise.resolve(),
  });

const aws = async (): Promise<Subject> => {
  const engines = await AwsEngines.start();
  return {
    store: new DynamoDbIndexKeyStore(engines.dynamoDb, physicalTableName('keys')),
    tenantKeys: new DynamoDbTenantKeyStore(engines.dynamoDb, physicalTableName('keys')),
    wrapping: new KmsKeyWrapping(engines.kms, engines.keyArn),
    trail: new DynamoDbAuditTrail(engines.dynamoDb, auditTables),
    close: () => engines.close(),
  };
};

const keyOf = (covered_entity_id: string): WrappedIndexKey => ({
  covered_entity_id,
  key_id: randomUUID(),
  wrapped: Uint8Array.from(randomBytes(180)),
  created_at: NOON,
});

const shown = (key: WrappedIndexKey | undefined): unknown =>
  key && { ...key, wrapped: Buffer.from(key.wrapped).toString('hex') };

describe.each([
  ['in memory', memory],
  ['in DynamoDB', aws],
])('164.312(a)(2)(iv) encryption: the store of wrapped index keys %s', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const commit = (tree: string, mutation: Mutation) =>
    subject.trail.commit([mutation], [eventAt(tree)], 'made').then((made) => (made === 'conflict' ? made : 'done'));

  it('knows no key of a new entity, and gives one back as it was stored, to that entity alone', async () => {
    const key = keyOf(newTree());
    expect(await subject.store.find(key.covered_entity_id)).toBeUndefined();
    expect(await commit(key.covered_entity_id, subject.store.creation(key))).toBe('done');
    expect(shown(await subject.store.find(key.covered_entity_id))).toEqual(shown(key));
    expect(await subject.store.find(newTree())).toBeUndefined();
  });

  it('lets one of eight win the race, and never overwrites', async () => {
    const tree = newTree();
    const keys = Array.from({ length: 8 }, () => keyOf(tree));
    const outcomes = await Promise.allSettled(keys.map((key) => commit(tree, subject.store.creation(key))));
    const won = keys.filter((__, at) => {
      const outcome = outcomes[at];
      return outcome?.status === 'fulfilled' && outcome.value === 'done';
    });
    expect(won).toHaveLength(1);
    expect(shown(await subject.store.find(tree))).toEqual(shown(won[0]));
    expect(await commit(tree, subject.store.creation(keyOf(tree)))).toBe('conflict');
  });

  it('destroys the key at once; once more is no conflict', async () => {
    const key = keyOf(newTree());
    await commit(key.covered_entity_id, subject.store.creation(key));
    for (let time = 1; time <= 2; time += 1) {
      const removal = subject.store.indexKeyRemoval(key.covered_entity_id);
      expect(await commit(key.covered_entity_id, removal)).toBe('done');
      expect(await subject.store.find(key.covered_entity_id)).toBeUndefined();
    }
  });

  it('stands beside the tenant keys and is none of them', async () => {
    const key = keyOf(newTree());
    await commit(key.covered_entity_id, subject.store.creation(key));
    expect(await subject.tenantKeys.newest(key.covered_entity_id)).toBeUndefined();
    expect(await subject.tenantKeys.find(key.covered_entity_id, key.key_id)).toBeUndefined();
    const tenantKey = { ...key, version: 1 };
    expect(await commit(key.covered_entity_id, subject.tenantKeys.creation(tenantKey))).toBe('done');
    await commit(key.covered_entity_id, subject.store.indexKeyRemoval(key.covered_entity_id));
    expect(await subject.tenantKeys.find(key.covered_entity_id, key.key_id)).toBeDefined();
  });

  it('is wrapped under a context of its own: it does not unwrap as a tenant key of any version', async () => {
    const context = { covered_entity_id: newTree(), version: INDEX_KEY_VERSION } as const;
    const { key, wrapped } = await subject.wrapping.generate(context);
    expect((await subject.wrapping.unwrap(wrapped, context)).equals(key)).toBe(true);
    await expect(subject.wrapping.unwrap(wrapped, { ...context, version: 1 })).rejects.toThrow(
      DependencyUnavailableError,
    );
  });
});
