import { randomUUID } from 'node:crypto';
import { MemoryEmergencyGrants } from '../../../shared/adapters/memory/memory-emergency-grants';
import { breakGlassQueueWidget } from '../../../shared/api/representations/widgets/break-glass-queue';
import { expiringAgreementsWidget } from '../../../shared/api/representations/widgets/expiring-agreements';
import { controlProbesWidget } from '../../../shared/api/representations/widgets/control-probes';
import { showBreakGlassQueue } from '../../../shared/application/show-break-glass-queue';
import { showExpiringAgreements } from '../../../shared/application/show-expiring-agreements';
import { newGrant } from '../../../shared/domain/emergency-grant';
import { DependencyUnavailableError } from '../../../shared/ports/errors';
import { MemoryCustody } from '../../support/memory-custody';
import { after, NOON } from '../../support/movable-clock';
import { agreement } from '../../support/synthetic-parties';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const dayIn = (days: number): string =>
  after(NOON, days * DAY_MS)
    .toISOString()
    .slice(0, 10);

const setUp = () => {
  const custody = new MemoryCustody();
  return Object.assign(custody, { grants: new MemoryEmergencyGrants() });
};
type SetUp = ReturnType<typeof setUp>;

/** A grant that was requested so many hours ago. */
const granted = (deps: SetUp, hoursAgo: number): string => {
  const request = {
    id: randomUUID(),
    covered_entity_id: randomUUID(),
    patient_id: randomUUID(),
    user_id: randomUUID(),
    reason: 'disaster',
    overdue_reviews: 0,
  } as const;
  const terms = newGrant(request, after(NOON, -hoursAgo * HOUR_MS));
  const justification = { header: new Uint8Array(), fields: new Map() };
  deps.grants.creation({ ...terms, justification }).apply();
  return request.id;
};

describe('164.308(a)(6)(ii): the break-glass queue', () => {
  it('has every grant without a verdict, of all covered entities, the most urgent first', async () => {
    const deps = setUp();
    const [active, due, overdue] = [granted(deps, 0), granted(deps, 5), granted(deps, 80)];
    const { body } = await showBreakGlassQueue(deps);
    expect(body.grants.map(({ id, status }) => [id, status])).toEqual([
      [overdue, 'review_overdue'],
      [due, 'review_due'],
      [active, 'active'],
    ]);
    expect(body.counts).toEqual({ active: 1, review_due: 1, review_overdue: 1 });
    expect(body.incomplete).toBe(false);
  });

  it('tells nothing of patient or clinician', async () => {
    const deps = setUp();
    granted(deps, 0);
    const { body } = await showBreakGlassQueue(deps);
    expect(Object.keys(body.grants[0] ?? {}).sort()).toEqual(
      ['covered_entity_id', 'escalated', 'expires_at', 'id', 'requested_at', 'review_due_at', 'status'].sort(),
    );
  });

  it('shows fifty rows at most, counts all that it read, and says when there are more', async () => {
    const deps = setUp();
    for (let each = 0; each < 501; each += 1) granted(deps, 5);
    const { body } = await showBreakGlassQueue(deps);
    expect([body.grants.length, body.counts.review_due, body.incomplete]).toEqual([50, 500, true]);
    expect(breakGlassQueueWidget(body).toString()).toContain('at least 500');
  });
});

describe('164.504(e): agreements that end soon', () => {
  it('are those of the next 90 days, by their nearest threshold, the next first', async () => {
    const deps = setUp();
    const days = [90, 7, 91, 31, 0];
    const filed = days.map((each) =>
      agreement({ id: randomUUID(), covered_entity_id: randomUUID(), expiry_date: dayIn(each) }),
    );
    deps.file(...filed, agreement({ id: randomUUID(), expiry_date: dayIn(3), deactivated_at: NOON.toISOString() }));
    const { body } = await showExpiringAgreements(deps);
    expect(body.agreements.map(({ remaining_days, within_days }) => [remaining_days, within_days])).toEqual([
      [0, 7],
      [7, 7],
      [31, 60],
      [90, 90],
    ]);
    expect(body.counts).toEqual({ 7: 2, 30: 0, 60: 1, 90: 1 });
    const html = expiringAgreementsWidget(body).toString();
    expect(html).toContain('ends today');
    expect(html).not.toContain('Synthetic');
  });
});

describe('164.312(b): views of the platform are on record before they leave', () => {
  it.each([
    ['showBreakGlassQueue', 'emergency_grant', showBreakGlassQueue],
    ['showExpiringAgreements', 'baa', showExpiringAgreements],
  ] as const)('%s: one event, in the tree platform, a READ by the system', async (operation, resource_type, show) => {
    const deps = setUp();
    await show(deps);
    expect(deps.audit.events).toMatchObject([
      {
        operation,
        resource_type,
        covered_entity_id: 'platform',
        action: 'READ',
        actor_scope: 'system',
        outcome: 'success',
      },
    ]);
  });

  it('nothing is shown when the event cannot be written', async () => {
    const deps = setUp();
    jest.spyOn(deps.audit, 'record').mockRejectedValue(new DependencyUnavailableError('audit'));
    await expect(showBreakGlassQueue(deps)).rejects.toThrow(DependencyUnavailableError);
  });
});

describe('widgets are escaped', () => {
  it('whatever stands in a measured word', () => {
    const html = controlProbesWidget({
      has_active_baa: false,
      phi_encryption_configured: false,
      audit_logging_enabled: false,
      data_residency_configured: false,
      overall_hipaa_ready: false,
      mode: 'aws',
      checks: [
        {
          name: 'region-approved',
          control: 'data_residency_configured',
          clause: 'policy',
          passed: false,
          measured: '<img src=x>',
          reason: 'region-not-approved',
          checked_at: NOON.toISOString(),
          duration_ms: 1,
        },
      ],
    }).toString();
    expect(html).toContain('&lt;img src=x&gt;');
    expect(html).toContain('1 of 1 do not hold');
  });
});
