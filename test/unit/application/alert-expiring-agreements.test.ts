import { randomUUID } from 'node:crypto';
import { alertExpiringAgreements } from '../../../shared/application/alert-expiring-agreements';
import type { Baa } from '../../../shared/domain/baa';
import { DefectError, DependencyUnavailableError } from '../../../shared/ports/errors';
import { loseNextReply } from '../../support/lost-reply';
import { MemoryCustody } from '../../support/memory-custody';
import { after, NOON } from '../../support/movable-clock';
import { agreement } from '../../support/synthetic-parties';

const DAY_MS = 24 * 60 * 60 * 1000;
const dayIn = (days: number): string =>
  after(NOON, days * DAY_MS)
    .toISOString()
    .slice(0, 10);
const ending = (days: number, changes: Partial<Baa> = {}): Baa =>
  agreement({ id: randomUUID(), covered_entity_id: randomUUID(), expiry_date: dayIn(days), ...changes });

const setUp = (...agreements: readonly Baa[]) => {
  const custody = new MemoryCustody();
  custody.file(...agreements);
  let metrics = 0;
  const deps = Object.assign(custody, {
    alerted: () => {
      metrics += 1;
    },
  });
  const alerts = () => custody.audit.events.map(({ resource_id, reason_code }) => [resource_id, reason_code] as const);
  return { custody, deps, alerts, metrics: () => metrics };
};

describe('164.504(e) alerts before an agreement ends', () => {
  it('are one event and one metric for an agreement, in its entity’s tree, by the system', async () => {
    const baa = ending(25);
    const { custody, deps, metrics } = setUp(baa);
    await alertExpiringAgreements(deps);
    await alertExpiringAgreements(deps);
    expect(custody.audit.events).toMatchObject([
      {
        source: 'system',
        actor_scope: 'system',
        covered_entity_id: baa.covered_entity_id,
        operation: 'alertExpiringAgreement',
        resource_type: 'baa',
        resource_id: baa.id,
        reason_code: 'expires-within-30-days',
      },
    ]);
    expect(metrics()).toBe(1);
  });

  it('come at each threshold once, of all covered entities, as time passes', async () => {
    const [one, other] = [ending(90), ending(120)];
    const { custody, deps, alerts } = setUp(one, other);
    for (let day = 0; day <= 125; day += 1) {
      await alertExpiringAgreements(deps);
      custody.clock.advance(DAY_MS);
    }
    for (const { id } of [one, other]) {
      expect(alerts().filter(([resource]) => resource === id)).toEqual(
        [90, 60, 30, 7].map((days) => [id, `expires-within-${days}-days`]),
      );
    }
  });

  it('say the nearest threshold alone, where several were passed at once', async () => {
    const baa = ending(3);
    const { custody, deps, alerts } = setUp(baa);
    await alertExpiringAgreements(deps);
    expect(alerts()).toEqual([[baa.id, 'expires-within-7-days']]);
    expect(await custody.baas.find(baa.covered_entity_id, baa.id)).toMatchObject({ alerted_days: 7 });
  });

  it.each([
    ['was deactivated', ending(5, { deactivated_at: NOON.toISOString() })],
    ['has expired', ending(-1)],
    ['ends in 91 days', ending(91)],
  ])('do not come for one that %s', async (_, baa) => {
    const { deps, alerts } = setUp(baa);
    await alertExpiringAgreements(deps);
    expect(alerts()).toEqual([]);
  });

  it('come once with several workers at a time', async () => {
    const agreements = Array.from({ length: 20 }, () => ending(50));
    const { deps, alerts, metrics } = setUp(...agreements);
    await Promise.all([1, 2, 3].map(() => alertExpiringAgreements(deps)));
    expect([alerts().length, metrics()]).toEqual([20, 20]);
  });

  it('mark nothing while the audit trail cannot be written, and come with the next run', async () => {
    const baa = ending(50);
    const { custody, deps, alerts } = setUp(baa);
    custody.audit.available = false;
    await expect(alertExpiringAgreements(deps)).rejects.toThrow(DependencyUnavailableError);
    expect(await custody.baas.find(baa.covered_entity_id, baa.id)).toEqual(baa);
    custody.audit.available = true;
    await alertExpiringAgreements(deps);
    expect(alerts()).toEqual([[baa.id, 'expires-within-60-days']]);
  });

  it('sound the alarm when the reply to the mark was lost: no later run would', async () => {
    const { custody, deps, alerts, metrics } = setUp(ending(50));
    loseNextReply(custody.audit);
    await expect(alertExpiringAgreements(deps)).rejects.toThrow(DependencyUnavailableError);
    await alertExpiringAgreements(deps);
    expect([alerts().length, metrics()]).toEqual([1, 1]);
  });

  it('come for all others when an item cannot be read, and the run is told as failed', async () => {
    const [one, other] = [ending(50), ending(50)];
    const { custody, deps, alerts } = setUp();
    custody.file(one, other);
    const slices = new Map([
      [undefined, { agreements: [one], unreadable: 1, next: 'b' }],
      ['b', { agreements: [other], unreadable: 0 }],
    ] as const);
    const expiring = (_: unknown, from?: string) =>
      Promise.resolve(slices.get(from === 'b' ? from : undefined) ?? { agreements: [], unreadable: 0 });
    const baas = Object.assign(custody.baas, { expiring });
    await expect(alertExpiringAgreements(Object.assign(deps, { baas }))).rejects.toThrow(DefectError);
    expect(alerts()).toHaveLength(2);
  });
});
