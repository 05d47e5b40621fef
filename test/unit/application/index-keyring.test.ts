import { IndexKeyring } from '../../../shared/application/index-keyring';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemoryIndexKeyStore } from '../../../shared/adapters/memory/memory-index-key-store';
import { DependencyUnavailableError } from '../../../shared/ports/errors';
import { MemoryCustody } from '../../support/memory-custody';
import { MINUTE } from '../../support/movable-clock';
import { ENTITY_A, ENTITY_B } from '../../support/synthetic-parties';

class Custody extends MemoryCustody {
  readonly indexKeys = new MemoryIndexKeyStore();
  indexInstance = (): IndexKeyring => new IndexKeyring(this);
}

let custody: Custody;
let keyring: IndexKeyring;
beforeEach(() => {
  custody = new Custody();
  keyring = custody.indexInstance();
});

describe('164.312(a)(2)(iv) the key of the blind index', () => {
  it('is random, one for each covered entity, and the same for every instance', async () => {
    const key = await keyring.provide(ENTITY_A);
    expect([key.type, key.symmetricKeySize]).toEqual(['secret', 32]);
    expect((await custody.indexInstance().provide(ENTITY_A)).equals(key)).toBe(true);
    expect((await keyring.provide(ENTITY_B)).equals(key)).toBe(false);
  });

  it('is one, and made once, for callers who come at once on several instances', async () => {
    const instances = Array.from({ length: 4 }, custody.indexInstance);
    const keys = await Promise.all([...instances, ...instances].map((each) => each.provide(ENTITY_A)));
    expect(keys.every((key) => keys[0]?.equals(key))).toBe(true);
    expect(custody.audit.events).toHaveLength(1);
  });

  it('leaves one event of the system, with ids alone', async () => {
    await keyring.provide(ENTITY_A);
    const stored = await custody.indexKeys.find(ENTITY_A);
    expect(custody.audit.events).toMatchObject([
      {
        operation: 'provisionIndexKey',
        actor_scope: 'system',
        covered_entity_id: ENTITY_A,
        resource_type: 'index_key',
        resource_id: stored?.key_id,
        phi_fields_accessed: [],
      },
    ]);
  });

  it('is not made while the audit trail refuses (guarantee 1)', async () => {
    custody.audit.available = false;
    await expect(keyring.provide(ENTITY_A)).rejects.toThrow(DependencyUnavailableError);
    custody.audit.available = true;
    expect(await keyring.find(ENTITY_A)).toBeUndefined();
    expect((await keyring.provide(ENTITY_A)).symmetricKeySize).toBe(32);
  });

  it('costs one call to KMS in five minutes, however many ask', async () => {
    await keyring.provide(ENTITY_A);
    const other = custody.indexInstance();
    const before = custody.wrapping.calls;
    await Promise.all(Array.from({ length: 50 }, () => other.find(ENTITY_A)));
    custody.clock.advance(5 * MINUTE - 1);
    await other.find(ENTITY_A);
    expect(custody.wrapping.calls - before).toBe(1);
    custody.clock.advance(1);
    await other.find(ENTITY_A);
    expect(custody.wrapping.calls - before).toBe(2);
  });

  it('stops working within five minutes of its destruction, and an absent one is asked for anew', async () => {
    expect(await keyring.find(ENTITY_A)).toBeUndefined();
    await keyring.provide(ENTITY_A);
    custody.indexKeys.indexKeyRemoval(ENTITY_A).apply();
    custody.clock.advance(5 * MINUTE);
    expect(await keyring.find(ENTITY_A)).toBeUndefined();
  });

  it('does not unwrap as a tenant key, nor a tenant key as one', async () => {
    await keyring.provide(ENTITY_A);
    const stored = await custody.indexKeys.find(ENTITY_A);
    const asTenantKey = custody.wrapping.unwrap(stored?.wrapped ?? new Uint8Array(0), {
      covered_entity_id: ENTITY_A,
      version: 1,
    });
    await expect(asTenantKey).rejects.toThrow(DependencyUnavailableError);
  });

  it('is not believed where the outcome of its making is unknown', async () => {
    class Lost extends MemoryAuditTrail {
      protected override transact(): Promise<'committed' | 'conflict'> {
        return Promise.reject(new DependencyUnavailableError('audit'));
      }
    }
    const lost = new IndexKeyring(Object.assign(custody, { audit: new Lost() }));
    await expect(lost.provide(ENTITY_A)).rejects.toThrow(DependencyUnavailableError);
  });
});
