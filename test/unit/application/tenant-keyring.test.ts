import { MemoryTenantKeyStore } from '../../../shared/adapters/memory/memory-tenant-key-store';
import { openValue, sealValue } from '../../../shared/crypto/value-envelope';
import { type Ciphertext, parseToken } from '../../../shared/crypto/value-token';
import { Plaintext, revealPlaintext } from '../../../shared/domain/plaintext';
import { KEY_TTL_MS, type TenantKeyring } from '../../../shared/application/tenant-keyring';
import { ROTATION_INTERVAL_MS } from '../../../shared/application/tenant-key-provision';
import { DependencyUnavailableError } from '../../../shared/ports/errors';
import type { TenantKeyStore, WrappedTenantKey } from '../../../shared/ports/tenant-key-store';
import { eventAt } from '../../support/audit-events';
import { MemoryCustody } from '../../support/memory-custody';
import { DAY, MINUTE } from '../../support/movable-clock';
import { agreement, ENTITY_A, ENTITY_B, KEY_ID, REGION, USER } from '../../support/synthetic-parties';

const BINDING = { covered_entity_id: ENTITY_A, region: REGION, category: undefined, context: {} };
const UNAVAILABLE = (dependency: string) => ({ name: 'DependencyUnavailableError', dependency });

const seal = async (custody: MemoryCustody, keyring: TenantKeyring = custody.keyring): Promise<Ciphertext> => {
  const key = await keyring.sealingKey(agreement());
  return sealValue(Plaintext.of('synthetic'), BINDING, key, custody.randomness.bytes(12));
};

const open = async (keyring: TenantKeyring, text: Ciphertext, entity = ENTITY_A): Promise<string | undefined> => {
  const token = parseToken(text);
  const key = token && (await keyring.openingKey(entity, token.keyId, token.salt));
  const opened = token && key && openValue(token, BINDING, key.derived);
  return opened && revealPlaintext(opened);
};

/** A store from which keys can be destroyed, and whose reads are counted and can fail. */
class DestructibleStore implements TenantKeyStore {
  readonly destroyed = new Set<string>();
  readonly #store: TenantKeyStore;
  finds = 0;
  failing = false;

  constructor(store: TenantKeyStore) {
    this.#store = store;
  }

  newest(entity: string) {
    return this.failing ? Promise.reject(new DependencyUnavailableError('tenant-keys')) : this.#store.newest(entity);
  }

  async find(entity: string, keyId: string): Promise<WrappedTenantKey | undefined> {
    this.finds += 1;
    if (this.failing) throw new DependencyUnavailableError('tenant-keys');
    return this.destroyed.has(keyId) ? undefined : this.#store.find(entity, keyId);
  }

  versions(entity: string) {
    return this.#store.versions(entity);
  }

  creation(key: WrappedTenantKey) {
    return this.#store.creation(key);
  }

  destructionRequest(...change: Parameters<TenantKeyStore['destructionRequest']>) {
    return this.#store.destructionRequest(...change);
  }

  destruction(...change: Parameters<TenantKeyStore['destruction']>) {
    return this.#store.destruction(...change);
  }

  presence(...of: Parameters<TenantKeyStore['presence']>) {
    return this.#store.presence(...of);
  }
}

class DestructibleCustody extends MemoryCustody {
  override readonly keys = new DestructibleStore(new MemoryTenantKeyStore());
}

describe('warm, neither sealing nor opening calls KMS', () => {
  it('makes one call for ten thousand values', async () => {
    const custody = new MemoryCustody();
    for (let value = 0; value < 10_000; value += 1) await custody.keyring.sealingKey(agreement());
    const token = await seal(custody);
    for (let value = 0; value < 100; value += 1) expect(await open(custody.keyring, token)).toBe('synthetic');
    expect(custody.wrapping.calls).toBe(1);
  });

  it.each(['seal', 'open'] as const)('makes one call for fifty that %s at once on a cold instance', async (what) => {
    const custody = new MemoryCustody();
    const token = await seal(custody);
    const cold = custody.instance();
    custody.wrapping.calls = 0;
    await Promise.all(Array.from({ length: 50 }, () => (what === 'seal' ? seal(custody, cold) : open(cold, token))));
    expect(custody.wrapping.calls).toBe(1);
  });

  it('provisions one key for fifty that seal at once for a new entity', async () => {
    const custody = new MemoryCustody();
    const tokens = await Promise.all(Array.from({ length: 50 }, () => seal(custody)));
    expect([custody.wrapping.calls, custody.audit.events.length]).toEqual([1, 1]);
    expect(new Set(tokens.map((token) => parseToken(token)?.keyId)).size).toBe(1);
  });
});

describe('an instance seals under a salt of its own', () => {
  it('the same for all its values, another on another instance, and each opens the other’s', async () => {
    const custody = new MemoryCustody();
    const other = custody.instance();
    const [mine, again, theirs] = [await seal(custody), await seal(custody), await seal(custody, other)];
    const salts = [mine, again, theirs].map((token) => Buffer.from(parseToken(token)?.salt ?? []).toString('hex'));
    expect(salts[0]).toBe(salts[1]);
    expect(salts[0]).not.toBe(salts[2]);
    expect([await open(custody.keyring, theirs), await open(other, mine)]).toEqual(['synthetic', 'synthetic']);
  });
});

describe('a key stays for five minutes and no longer', () => {
  it('is unwrapped again after that, not before', async () => {
    const custody = new MemoryCustody();
    const token = await seal(custody);
    custody.clock.advance(KEY_TTL_MS - 1);
    await open(custody.keyring, token);
    expect(custody.wrapping.calls).toBe(1);
    custody.clock.advance(1);
    expect(await open(custody.keyring, token)).toBe('synthetic');
    expect([custody.wrapping.calls, KEY_TTL_MS]).toEqual([2, 5 * MINUTE]);
  });

  it('stops working within that time once it is destroyed, even while it is in use', async () => {
    const custody = new DestructibleCustody();
    const token = await seal(custody);
    custody.keys.destroyed.add(parseToken(token)?.keyId ?? '');
    const opened: unknown[] = [];
    for (let minute = 0; minute <= 5; minute += 1) {
      opened.push(await open(custody.keyring, token));
      custody.clock.advance(MINUTE);
    }
    expect(opened.at(-1)).toBeUndefined();
    expect(await open(custody.keyring, token)).toBeUndefined();
  });

  it('is followed by the next version, once for fifty that seal at once, though the pointer still names it', async () => {
    const custody = new DestructibleCustody();
    const token = await seal(custody);
    custody.keys.destroyed.add(parseToken(token)?.keyId ?? '');
    custody.clock.advance(KEY_TTL_MS);
    const tokens = await Promise.all(Array.from({ length: 50 }, () => seal(custody)));
    expect(new Set(tokens.map((each) => parseToken(each)?.keyId)).size).toBe(1);
    expect(await custody.keyring.sealingKey(agreement())).toMatchObject({ version: 2 });
    expect([custody.wrapping.calls, custody.audit.events.length]).toEqual([2, 2]);
    expect(await open(custody.keyring, await seal(custody))).toBe('synthetic');
  });
});

describe('nothing is sealed under a key whose destruction was requested', () => {
  const request = async (custody: MemoryCustody): Promise<void> => {
    const [newest] = await custody.keys.versions(ENTITY_A);
    const asked = { requested_by: USER, requested_at: custody.clock.now().toISOString() };
    const noted = newest && custody.keys.destructionRequest(newest, asked, true);
    await custody.audit.commit(noted === undefined ? [] : [noted], [eventAt(ENTITY_A)], 'noted');
  };

  it('under an agreement that came on file after it, on an instance that is warm', async () => {
    const custody = new MemoryCustody();
    await seal(custody);
    custody.clock.advance(MINUTE);
    await request(custody);
    custody.clock.advance(MINUTE);
    expect(
      await custody.keyring.sealingKey(agreement({ created_at: custody.clock.now().toISOString() })),
    ).toMatchObject({ version: 2 });
  });

  it('on a cold instance', async () => {
    const custody = new MemoryCustody();
    await seal(custody);
    await request(custody);
    expect(await custody.instance().sealingKey(agreement())).toMatchObject({ version: 2 });
  });

  it('and an agreement costs a warm instance one read of the pointer, not one for each value', async () => {
    const custody = new DestructibleCustody();
    await seal(custody);
    custody.clock.advance(MINUTE);
    const agreed = agreement({ created_at: custody.clock.now().toISOString() });
    custody.clock.advance(MINUTE);
    const newest = jest.spyOn(custody.keys, 'newest');
    await Promise.all(Array.from({ length: 10 }, () => custody.keyring.sealingKey(agreed)));
    await custody.keyring.sealingKey(agreed);
    expect(newest).toHaveBeenCalledTimes(1);
  });
});

describe('164.312(a)(2)(iv) a key is replaced after thirty days', () => {
  it.each([
    ['not before', ROTATION_INTERVAL_MS - 1, [1, 1]],
    ['on the day', ROTATION_INTERVAL_MS, [2, 2]],
    ['once, however late', 400 * DAY, [2, 2]],
  ])('%s', async (_, age, [version, keys]) => {
    const custody = new MemoryCustody();
    const old = await seal(custody);
    custody.clock.advance(age);
    await seal(custody);
    expect(await custody.keyring.sealingKey(agreement())).toMatchObject({ version });
    expect(custody.audit.events.map((event) => event.key_version)).toHaveLength(keys ?? 0);
    expect(await open(custody.keyring, old)).toBe('synthetic');
    expect(await open(custody.instance(), old)).toBe('synthetic');
  });
});

describe('164.312(a)(2)(ii) emergency access seals although the next key is due and cannot be put on file', () => {
  const sealInEmergency = (custody: MemoryCustody) => custody.instance().sealingKey(agreement(), 1, 'left-to-others');

  it('under the newest key, and whoever seals next makes the next one', async () => {
    const custody = new MemoryCustody();
    await seal(custody);
    custody.clock.advance(400 * DAY);
    custody.audit.available = false;
    expect(await sealInEmergency(custody)).toMatchObject({ version: 1 });
    await expect(custody.instance().sealingKey(agreement())).rejects.toMatchObject(UNAVAILABLE('audit'));
    custody.audit.available = true;
    expect(await custody.instance().sealingKey(agreement())).toMatchObject({ version: 2 });
  });

  it('never under a key whose destruction was requested', async () => {
    const custody = new MemoryCustody();
    await seal(custody);
    const [newest] = await custody.keys.versions(ENTITY_A);
    const asked = { requested_by: USER, requested_at: custody.clock.now().toISOString() };
    const noted = newest && custody.keys.destructionRequest(newest, asked, true);
    await custody.audit.commit(noted === undefined ? [] : [noted], [eventAt(ENTITY_A)], 'noted');
    custody.audit.available = false;
    await expect(sealInEmergency(custody)).rejects.toMatchObject(UNAVAILABLE('audit'));
    custody.audit.available = true;
    expect(await sealInEmergency(custody)).toMatchObject({ version: 2 });
  });
});

describe('instances that race to make the next key', () => {
  it.each([
    ['the first key', 0],
    ['the second key', ROTATION_INTERVAL_MS],
  ])('end up with one: %s', async (_, age) => {
    const custody = new MemoryCustody();
    if (age > 0) await seal(custody);
    custody.clock.advance(age);
    const instances = Array.from({ length: 8 }, () => custody.instance());
    const before = custody.audit.events.length;
    const keys = await Promise.all(instances.map((keyring) => keyring.sealingKey(agreement())));
    expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(1);
    expect(custody.audit.events).toHaveLength(before + 1);
  });
});

describe('what failed or is not there is not kept', () => {
  it.each(['wrapping', 'keys', 'audit'] as const)('heals at once when %s is available again', async (which) => {
    const custody = new DestructibleCustody();
    const set = (available: boolean): void => {
      custody.wrapping.available = which !== 'wrapping' || available;
      custody.audit.available = which !== 'audit' || available;
      custody.keys.failing = which === 'keys' && !available;
    };
    set(false);
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => seal(custody)));
    expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'rejected'));
    set(true);
    expect(await open(custody.keyring, await seal(custody))).toBe('synthetic');
    expect(await custody.keyring.sealingKey(agreement())).toMatchObject({ version: 1 });
  });

  it('no audit, no key: a key whose event could not be written does not exist', async () => {
    const custody = new MemoryCustody();
    custody.audit.available = false;
    await expect(seal(custody)).rejects.toMatchObject(UNAVAILABLE('audit'));
    expect(await custody.keys.newest(ENTITY_A)).toBeUndefined();
  });

  it('an unknown key id is asked for each time, and never costs a KMS call', async () => {
    const custody = new DestructibleCustody();
    const salt = new Uint8Array(16);
    for (let time = 0; time < 3; time += 1) {
      expect(await custody.keyring.openingKey(ENTITY_A, KEY_ID, salt)).toBeUndefined();
    }
    expect([custody.keys.finds, custody.wrapping.calls]).toEqual([3, 0]);
  });

  it('another entity’s key is an unknown one', async () => {
    const custody = new MemoryCustody();
    expect(await open(custody.keyring, await seal(custody), ENTITY_B)).toBeUndefined();
  });
});

describe('164.312(b) audit controls: a new key', () => {
  it('leaves one event of the system, with ids alone', async () => {
    const custody = new MemoryCustody();
    const { keyId } = await custody.keyring.sealingKey(agreement());
    expect(custody.audit.events).toEqual([
      expect.objectContaining({ operation: 'provisionTenantKey', user_id: 'system', roles: [], actor_scope: 'system' }),
    ]);
    expect(custody.audit.events[0]).toMatchObject({ resource_id: keyId, key_version: 1, covered_entity_id: ENTITY_A });
  });
});
