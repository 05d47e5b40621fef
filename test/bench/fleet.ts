import { MemoryCustody } from '../support/memory-custody';
import { agreement } from '../support/synthetic-parties';
import { MINUTE, SECOND } from '../support/movable-clock';

export interface Fleet {
  readonly instances: number;
  readonly tenants: number;
  readonly minutes: number;
}

const FIELDS = 8;

const tenantId = (number: number): string => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

/**
 * Instances that serve all tenants, on a clock that a simulation moves: every second, each instance seals or opens one
 * record of eight fields for each tenant, and opens what any other instance sealed. Counted are the KMS calls, those that
 * make or warm the keys included.
 */
export const simulateFleet = async ({ instances, tenants, minutes }: Fleet) => {
  const custody = new MemoryCustody();
  const keyrings = Array.from({ length: instances }, () => custody.instance());
  const ids = Array.from({ length: tenants }, (_, number) => tenantId(number));
  const sealed = new Map<string, { readonly keyId: string; readonly salt: Uint8Array }>();
  let operations = 0;
  for (let second = 0; second < (minutes * MINUTE) / SECOND; second += 1) {
    for (const [number, keyring] of keyrings.entries()) {
      for (const id of ids) {
        const record = sealed.get(id);
        if (record === undefined || (second + number) % 2 === 0) {
          const { keyId, derived } = await keyring.sealingKey(agreement({ covered_entity_id: id }), FIELDS);
          sealed.set(id, { keyId, salt: derived.salt });
        } else await keyring.openingKey(id, record.keyId, record.salt);
        operations += FIELDS;
      }
    }
    custody.clock.advance(SECOND);
  }
  return { calls: custody.wrapping.calls, operations };
};
