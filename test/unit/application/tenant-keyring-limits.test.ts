import type * as crypto from 'node:crypto';
import { KEY_TTL_MS, MAX_USES, TenantKeyring } from '../../../shared/application/tenant-keyring';
import { openRecord, parseHeader, sealRecord } from '../../../shared/crypto/record-envelope';
import { Plaintext } from '../../../shared/domain/plaintext';
import { simulateFleet } from '../../bench/fleet';
import { MemoryCustody } from '../../support/memory-custody';
import { MINUTE, SECOND } from '../../support/movable-clock';
import { agreement, ENTITY_A, PATIENT, REGION } from '../../support/synthetic-parties';

const FIELDS = ['first_name', 'last_name', 'date_of_birth', 'ssn', 'phone', 'address', 'diagnosis', 'notes'];
const BINDING = {
  covered_entity_id: ENTITY_A,
  region: REGION,
  resource_type: 'patient',
  resource_id: PATIENT,
  attributes: { version: '1' },
};
const record = new Map(FIELDS.map((name) => [name, Plaintext.of(`synthetic ${name}`)]));

const sealWith = async (custody: MemoryCustody, keyring = custody.keyring) => {
  const key = await keyring.sealingKey(agreement(), record.size);
  return sealRecord(record, BINDING, key, custody.randomness.bytes(12 * record.size));
};

const saltOf = async (keyring: TenantKeyring, uses?: number): Promise<string> =>
  Buffer.from((await keyring.sealingKey(agreement(), uses)).derived.salt).toString('hex');

/** A UUID that counts. */
const entity = (number: number): string => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

afterEach(() => jest.restoreAllMocks());

describe('ten thousand fields sealed and opened on one warm instance', () => {
  it('cost one KMS call within the time that a key is kept', async () => {
    const custody = new MemoryCustody();
    for (let fields = 0; fields < 10_000; fields += 2 * record.size) {
      const sealed = await sealWith(custody);
      const header = parseHeader(sealed.header);
      const key = header && (await custody.keyring.openingKey(ENTITY_A, header.keyId, header.salt));
      expect(key && openRecord(sealed, BINDING, key.derived)?.size).toBe(record.size);
      custody.clock.advance(200);
    }
    expect(custody.wrapping.calls).toBe(1);
  });

  it('cost one more for each time that it ends', async () => {
    const custody = new MemoryCustody();
    for (let second = 0; second < 900; second += 1) {
      await sealWith(custody);
      custody.clock.advance(SECOND);
    }
    expect([custody.wrapping.calls, KEY_TTL_MS]).toEqual([3, 5 * MINUTE]);
  });
});

describe('twenty instances for ten tenants', () => {
  it('make at most five KMS calls per ten thousand field operations', async () => {
    const { calls, operations } = await simulateFleet({ instances: 20, tenants: 10, minutes: 15 });
    expect(operations).toBeGreaterThan(1_000_000);
    expect((calls / operations) * 10_000).toBeLessThanOrEqual(5);
  });
});

describe('the uses of a derived key are counted', () => {
  const limited = (maxUses?: number): TenantKeyring => {
    const custody = new MemoryCustody();
    return new TenantKeyring({
      clock: custody.clock,
      randomness: custody.randomness,
      keys: custody.keys,
      wrapping: custody.wrapping,
      audit: custody.audit,
      retentionYears: custody.retentionYears,
      maxUses,
    });
  };

  it('and a new salt is drawn when its limit is reached, not before', async () => {
    const keyring = limited(3);
    const salts: string[] = [];
    for (let value = 0; value < 7; value += 1) salts.push(await saltOf(keyring));
    expect(salts.map((salt) => salts.indexOf(salt))).toEqual([0, 0, 0, 3, 3, 3, 6]);
  });

  it('each field of a record is one use, and a record is never split between two salts', async () => {
    const keyring = limited(20);
    const salts: string[] = [];
    for (const uses of [8, 8, 8, 12, 1]) salts.push(await saltOf(keyring, uses));
    expect(salts.map((salt) => salts.indexOf(salt))).toEqual([0, 0, 2, 2, 4]);
  });

  it('far below what random nonces allow: 2^28', async () => {
    expect(MAX_USES).toBe(2 ** 28);
    const keyring = limited();
    const first = await saltOf(keyring, 2 ** 28 - 1);
    expect(await saltOf(keyring)).toBe(first);
    expect(await saltOf(keyring)).not.toBe(first);
  });
});

describe('what an instance keeps is bounded', () => {
  it('a thousand tenant keys: the one that was not used for longest leaves first', async () => {
    const custody = new MemoryCustody();
    for (let tenant = 0; tenant < 1000; tenant += 1)
      await custody.keyring.sealingKey(agreement({ covered_entity_id: entity(tenant) }));
    await custody.keyring.sealingKey(agreement({ covered_entity_id: entity(0) }));
    await custody.keyring.sealingKey(agreement({ covered_entity_id: entity(1000) }));
    custody.wrapping.calls = 0;
    await custody.keyring.sealingKey(agreement({ covered_entity_id: entity(0) }));
    expect(custody.wrapping.calls).toBe(0);
    await custody.keyring.sealingKey(agreement({ covered_entity_id: entity(1) }));
    expect(custody.wrapping.calls).toBe(1);
  });

  it('256 derived keys of each tenant key', async () => {
    const custody = new MemoryCustody();
    const { keyId } = await custody.keyring.sealingKey(agreement());
    const derivations = jest.spyOn(jest.requireActual<typeof crypto>('node:crypto'), 'hkdfSync');
    const open = async (salt: number): Promise<number> => {
      const bytes = Buffer.alloc(16);
      bytes.writeUInt32BE(salt);
      await custody.keyring.openingKey(ENTITY_A, keyId, bytes);
      return derivations.mock.calls.length;
    };
    for (let salt = 0; salt < 256; salt += 1) await open(salt);
    expect(await open(0)).toBe(256);
    expect(await open(256)).toBe(257);
    expect([await open(0), await open(1)]).toEqual([257, 258]);
  });
});
