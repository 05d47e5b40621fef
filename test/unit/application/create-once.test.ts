import { createBaa } from '../../../shared/application/create-baa';
import type { Call } from '../../../shared/application/call';
import type { Creation } from '../../../shared/application/create-once';
import type { BaaBody } from '../../../shared/application/baa-body';
import { PLATFORM_TREE } from '../../../shared/domain/audit-event';
import { isRefusal, type Refusal } from '../../../shared/domain/result';
import { ContentionError, DependencyUnavailableError } from '../../../shared/ports/errors';
import type { AuditEvents, Mutation } from '../../../shared/ports/audit-trail';
import { MemoryAuditTrail } from '../../../shared/adapters/memory/memory-audit-trail';
import { MemoryCustody, phiCall } from '../../support/memory-custody';
import { DAY, SECOND } from '../../support/movable-clock';
import { ENTITY_A, ENTITY_B, platformAdmin, tenantAdmin } from '../../support/synthetic-parties';
import { baaTerms } from '../../support/stored-baa';

const KEYED = { key: 'a key', asked: '{"a":1}' };
const callOf = (changes: Partial<Call> = {}): Call => ({
  ...phiCall({ operation: 'createBaa', action: 'WRITE', resource_type: 'baa' }),
  repeatable: KEYED,
  ...changes,
});

const created = (result: Creation<BaaBody> | Refusal<string>): Creation<BaaBody> => {
  if (isRefusal(result)) throw new Error(result.refused);
  return result;
};
const run = async (custody: MemoryCustody, changes: Partial<Call> = {}) =>
  created(await createBaa(custody, callOf(changes), baaTerms()));

/** A trail whose transactions another one holds, so many times. */
class ContendedTrail extends MemoryAuditTrail {
  contended = 0;
  tries = 0;
  /** What the other transaction does, once it is through. */
  onContention: () => Promise<void> = () => Promise.resolve();

  protected override async transact(mutations: readonly Mutation[], events: AuditEvents) {
    this.tries += 1;
    if (this.contended === 0) return super.transact(mutations, events);
    this.contended -= 1;
    await this.onContention();
    throw new ContentionError('audit');
  }
}

class ContendedCustody extends MemoryCustody {
  override readonly audit = new ContendedTrail();
}

describe('RELIABILITY row 21: a creation with an idempotency key', () => {
  it('happens once; its repeats get the same body and leave an event each', async () => {
    const custody = new MemoryCustody();
    const [first, again] = [await run(custody), await run(custody)];
    expect([first.replayed, again.replayed]).toEqual([false, true]);
    expect(again.audited.body).toEqual(first.audited.body);
    expect(await custody.baas.agreementsOf(ENTITY_A)).toHaveLength(1);
    const { id } = first.audited.body;
    expect(custody.audit.events.map(({ resource_id, outcome }) => [resource_id, outcome])).toEqual([
      [id, 'success'],
      [id, 'success'],
    ]);
  });

  it('is refused when the key was used for something else', async () => {
    const custody = new MemoryCustody();
    await run(custody);
    const other = callOf({ repeatable: { ...KEYED, asked: '{"a":2}' } });
    expect(await createBaa(custody, other, baaTerms())).toEqual({ refused: 'idempotency-key-reused' });
    expect(custody.audit.events).toHaveLength(1);
  });

  it.each([
    ['another key', { repeatable: { ...KEYED, key: 'another' } }],
    ['another caller', { actor: tenantAdmin({ user_id: ENTITY_B }) }],
    ['another entity', { tree: ENTITY_B }],
    ['another operation', { operation: 'createPatient' }],
  ])('is another one under %s', async (_, changes) => {
    const custody = new MemoryCustody();
    const [first, other] = [await run(custody), await run(custody, changes)];
    expect(other.replayed).toBe(false);
    expect(other.audited.body.id).not.toBe(first.audited.body.id);
  });

  it('is remembered for 24 hours, and no longer', async () => {
    const custody = new MemoryCustody();
    await run(custody);
    custody.clock.advance(DAY - SECOND);
    expect((await run(custody)).replayed).toBe(true);
    custody.clock.advance(SECOND);
    expect((await run(custody)).replayed).toBe(false);
  });

  it('gives its repeats the entity that the first one began', async () => {
    const custody = new MemoryCustody();
    const call = { tree: PLATFORM_TREE, actor: platformAdmin() };
    const [first, again] = [await run(custody, call), await run(custody, call)];
    expect(again.audited.body).toEqual(first.audited.body);
    const trees = custody.audit.events.map(({ covered_entity_id }) => covered_entity_id);
    expect(trees).toEqual(Array(2).fill(first.audited.body.covered_entity_id));
    expect(trees).not.toContain(PLATFORM_TREE);
  });

  it('says what the first answer said, after the agreement was deactivated too', async () => {
    const custody = new MemoryCustody();
    const first = await run(custody);
    const [filed] = await custody.baas.agreementsOf(ENTITY_A);
    custody.baas.find = () => Promise.resolve(filed && { ...filed, deactivated_at: '2026-03-10T12:30:00.000Z' });
    expect((await run(custody)).audited.body).toEqual(first.audited.body);
  });

  it('stores no text of the caller’s: MACs and ids alone', async () => {
    const custody = new MemoryCustody();
    const stored: unknown[] = [];
    const reserve = custody.idempotency.reservation.bind(custody.idempotency);
    custody.idempotency.reservation = (record, now) => {
      stored.push(record);
      return reserve(record, now);
    };
    await run(custody);
    expect(stored).toHaveLength(1);
    expect(Object.keys(stored[0] as object).sort()).toEqual([
      'covered_entity_id',
      'expires_at',
      'id',
      'request_mac',
      'resource_id',
      'status_code',
    ]);
    expect(JSON.stringify(stored)).not.toContain(KEYED.key);
  });
});

describe('RELIABILITY rows 3 and 21: a twin holds the row', () => {
  it('is 409 while it is undecided, after bounded tries, and makes nothing', async () => {
    const custody = new ContendedCustody();
    custody.audit.contended = 100;
    expect(await createBaa(custody, callOf(), baaTerms())).toEqual({ refused: 'request-in-progress' });
    expect(custody.audit.tries).toBe(3);
    expect(await custody.baas.agreementsOf(ENTITY_A)).toEqual([]);
  });

  it('is the twin’s answer once it is through', async () => {
    const custody = new ContendedCustody();
    custody.audit.contended = 1;
    const twin: Creation<BaaBody>[] = [];
    custody.audit.onContention = async () => void twin.push(await run(custody));
    const mine = await run(custody);
    expect([mine.replayed, mine.audited.body]).toEqual([true, twin[0]?.audited.body]);
  });

  it('is a creation of its own when the twin came to nothing', async () => {
    const custody = new ContendedCustody();
    custody.audit.contended = 2;
    expect((await run(custody)).replayed).toBe(false);
  });

  it('stays 503 without a key: contention of ours is never the caller’s conflict', async () => {
    const custody = new ContendedCustody();
    custody.audit.contended = 100;
    const creating = createBaa(custody, callOf({ repeatable: undefined }), baaTerms());
    await expect(creating).rejects.toMatchObject({ dependency: 'audit' });
  });
});

describe('RELIABILITY rows 1 and 8: a creation that cannot be recorded', () => {
  it('makes nothing when the trail is down, repeat or not', async () => {
    const custody = new MemoryCustody();
    custody.audit.available = false;
    await expect(run(custody)).rejects.toMatchObject({ dependency: 'audit' });
    custody.audit.available = true;
    await run(custody);
    custody.audit.available = false;
    await expect(run(custody)).rejects.toMatchObject({ dependency: 'audit' });
  });

  it('makes nothing when the deployment’s key cannot be had, since nobody could know its repeat', async () => {
    const custody = new MemoryCustody();
    custody.cursors.cursorKey = () => Promise.reject(new DependencyUnavailableError('secrets'));
    await expect(run(custody)).rejects.toMatchObject({ dependency: 'secrets' });
    expect(await custody.baas.agreementsOf(ENTITY_A)).toEqual([]);
    expect((await run(custody, { repeatable: undefined })).replayed).toBe(false);
  });
});
