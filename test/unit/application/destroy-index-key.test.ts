import { MemoryIndexKeyStore } from '../../../shared/adapters/memory/memory-index-key-store';
import {
  type DestroyKeyDependencies,
  destroyKey,
  readKeysAndAgreements,
} from '../../../shared/application/destroy-key';
import { IndexKeyring } from '../../../shared/application/index-keyring';
import { provisionTenantKey } from '../../../shared/application/tenant-key-provision';
import { isRefusal } from '../../../shared/domain/result';
import { MemoryCustody, phiCall } from '../../support/memory-custody';
import { ENTITY_A, tenantAdmin } from '../../support/synthetic-parties';

/** An entity without an agreement, with versions of its key and an index key. */
class DestructionBench extends MemoryCustody implements DestroyKeyDependencies {
  readonly indexKeys = new MemoryIndexKeyStore();

  async provide(versions: number): Promise<void> {
    await new IndexKeyring(this).provide(ENTITY_A);
    for (let made = 0; made < versions; made += 1) {
      await provisionTenantKey(this, ENTITY_A, await this.keys.newest(ENTITY_A));
    }
  }

  async destroyBy(user_id: string, version: number, read = readKeysAndAgreements(this, ENTITY_A)): Promise<number> {
    const known = await read;
    const confirm = known.versions.find((each) => each.version === version)?.key_id ?? '';
    const call = phiCall({ operation: 'destroyKey', actor: { ...tenantAdmin(), user_id }, grant: undefined });
    const answer = await destroyKey(this, call, { version, confirm }, known);
    if (isRefusal(answer)) throw new Error(answer.refused);
    return answer.accepted ? 202 : 200;
  }

  hasIndexKey = async (): Promise<boolean> => (await this.indexKeys.find(ENTITY_A)) !== undefined;
}

describe('164.310(d)(2)(i) disposal: the key of the blind index', () => {
  it('goes with the last version, on the word of the second admin, and not before', async () => {
    const bench = new DestructionBench();
    await bench.provide(2);
    for (const version of [1, 2]) {
      expect([await bench.destroyBy('one', version), await bench.hasIndexKey()]).toEqual([202, true]);
    }
    expect([await bench.destroyBy('two', 2), await bench.hasIndexKey()]).toEqual([200, true]);
    expect([await bench.destroyBy('two', 1), await bench.hasIndexKey()]).toEqual([200, false]);
    expect(await bench.destroyBy('two', 1)).toBe(200);
  });

  it('goes as well when the last two versions are destroyed at once', async () => {
    const bench = new DestructionBench();
    await bench.provide(2);
    for (const version of [1, 2]) await bench.destroyBy('one', version);
    const read = readKeysAndAgreements(bench, ENTITY_A);
    await Promise.all([1, 2].map((version) => bench.destroyBy('two', version, read)));
    expect(await bench.hasIndexKey()).toBe(false);
  });
});
