import { randomBytes, randomUUID } from 'node:crypto';
import { MemoryIndexKeyStore } from '../../../shared/adapters/memory/memory-index-key-store';
import { auditEvent } from '../../../shared/application/call';
import { createBaa } from '../../../shared/application/create-baa';
import { destroyKey, readKeysAndAgreements } from '../../../shared/application/destroy-key';
import { isRefusal } from '../../../shared/domain/result';
import { MemoryCustody, phiCall } from '../../support/memory-custody';
import { NOON } from '../../support/movable-clock';
import { baaTerms } from '../../support/stored-baa';
import { agreement, ENTITY_A, tenantAdmin } from '../../support/synthetic-parties';

const KEY = { covered_entity_id: ENTITY_A, key_id: randomUUID(), version: 1, created_at: NOON };
const INPUT = { version: 1, confirm: KEY.key_id };
const callOf = (user_id: string) =>
  phiCall({ operation: 'destroyKey', action: 'DELETE', actor: { ...tenantAdmin(), user_id } });
const [FIRST, SECOND] = [callOf('first-admin'), callOf('second-admin')] as const;

class DestructionCustody extends MemoryCustody {
  readonly indexKeys = new MemoryIndexKeyStore();
}

/** An entity whose one agreement has ended, and that has one key. */
const custodyOf = async (): Promise<DestructionCustody> => {
  const custody = new DestructionCustody();
  custody.file(agreement({ deactivated_at: '2026-03-01T00:00:00.000Z' }));
  const creation = custody.keys.creation({ ...KEY, wrapped: Uint8Array.from(randomBytes(180)) });
  const event = auditEvent(phiCall(), { outcome: 'success', status_code: 201 }, custody);
  expect(await custody.audit.commit([creation], [event], undefined)).not.toBe('conflict');
  return custody;
};

const renew = (custody: DestructionCustody) =>
  createBaa(custody, phiCall({ operation: 'createBaa', action: 'WRITE' }), baaTerms());
const keyOf = async (custody: DestructionCustody) => (await custody.keys.versions(ENTITY_A))[0];

describe('164.310(d)(2)(i), guarantee 2: no key is destroyed under an agreement', () => {
  it('destroys on the word of two admins while no agreement comes', async () => {
    const custody = await custodyOf();
    for (const call of [FIRST, SECOND]) {
      const outcome = await destroyKey(custody, call, INPUT, await readKeysAndAgreements(custody, ENTITY_A));
      expect(isRefusal(outcome)).toBe(false);
    }
    expect((await keyOf(custody))?.material).toBe('destroyed');
  });

  it('notes no request upon agreements to which one was added after they were read', async () => {
    const custody = await custodyOf();
    const read = await readKeysAndAgreements(custody, ENTITY_A);
    await renew(custody);
    expect(await destroyKey(custody, FIRST, INPUT, read)).toEqual({ refused: 'key-needed' });
    expect((await keyOf(custody))?.destruction_request).toBeUndefined();
  });

  it('destroys nothing upon agreements to which one was added after they were read', async () => {
    const custody = await custodyOf();
    await destroyKey(custody, FIRST, INPUT, await readKeysAndAgreements(custody, ENTITY_A));
    const read = await readKeysAndAgreements(custody, ENTITY_A);
    await renew(custody);
    expect(await destroyKey(custody, SECOND, INPUT, read)).toEqual({ refused: 'key-needed' });
    expect(await keyOf(custody)).toMatchObject({ material: 'present', certificate: undefined });
  });
});
