import { rotateKey } from '../../../shared/application/rotate-key';
import { isRefusal } from '../../../shared/domain/result';
import { MemoryCustody, phiCall } from '../../support/memory-custody';
import { ENTITY_A } from '../../support/synthetic-parties';

const callOf = (key: string) => ({
  ...phiCall({ operation: 'rotateKey', action: 'WRITE', resource_type: 'tenant_key' }),
  repeatable: { key, asked: '{}' },
});

const rotate = async (custody: MemoryCustody, key: string) => {
  const result = await rotateKey(custody, callOf(key), await custody.keys.newest(ENTITY_A));
  if (isRefusal(result)) throw new Error(result.refused);
  return result;
};

describe('RELIABILITY row 21: a rotation that is repeated under its idempotency key', () => {
  it('is recorded with the version that it answers, however many have come since, and never with one that was not made', async () => {
    const custody = new MemoryCustody();
    const [first] = [await rotate(custody, 'one'), await rotate(custody, 'other')];
    const again = await rotate(custody, 'one');
    expect(again.replayed).toBe(true);
    expect(again.audited.body).toEqual(first.audited.body);
    expect(custody.audit.events.map(({ key_version }) => key_version)).toEqual([1, 2, 1]);
    expect(await custody.keys.versions(ENTITY_A)).toHaveLength(2);
  });
});
