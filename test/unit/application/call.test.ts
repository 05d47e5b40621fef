import { auditEvent } from '../../../shared/application/call';
import { createBaa } from '../../../shared/application/create-baa';
import { showSession } from '../../../shared/application/show-session';
import { AuditEventSchema } from '../../../shared/domain/audit-event';
import { MemoryCustody, phiCall } from '../../support/memory-custody';
import { after, HOUR, MINUTE, NOON } from '../../support/movable-clock';
import { agreement, ENTITY_A, ENTITY_B, platformAdmin, tenantAdmin } from '../../support/synthetic-parties';

const SUCCESS = { outcome: 'success', status_code: 200 } as const;

describe('164.312(b) audit controls: the event of a call', () => {
  it('has the form of the log', () => {
    expect(AuditEventSchema.safeParse(auditEvent(phiCall(), SUCCESS, new MemoryCustody())).success).toBe(true);
  });

  it.each([
    ['an entity’s user', tenantAdmin(), 'tenant'],
    ['a platform operator', platformAdmin(), 'platform'],
  ])('names the scope of %s', (_, actor, scope) => {
    expect(auditEvent(phiCall({ actor }), SUCCESS, new MemoryCustody())).toMatchObject({ actor_scope: scope });
  });

  it('says that the agreement had ended', () => {
    const call = phiCall({ grant: { baa: agreement(), state: 'ended' }, purpose: 'return' });
    expect(auditEvent(call, SUCCESS, new MemoryCustody())).toMatchObject({ baa_state: 'ended', purpose: 'return' });
  });

  it('has no negative duration when the clock stepped back', () => {
    const custody = new MemoryCustody();
    custody.clock.advance(-MINUTE);
    expect(auditEvent(phiCall(), SUCCESS, custody).duration_ms).toBe(0);
  });

  it('gives every event an id of its own, in the same millisecond too', () => {
    const custody = new MemoryCustody();
    const ids = Array.from({ length: 1000 }, () => auditEvent(phiCall(), SUCCESS, custody).id);
    expect(new Set(ids).size).toBe(1000);
  });
});

describe('164.504(e) putting an agreement on file', () => {
  const { id, covered_entity_id, created_at, ...terms } = agreement();

  it('stores agreement and event in one transaction', async () => {
    const custody = new MemoryCustody();
    await createBaa(custody, phiCall({ action: 'WRITE', operation: 'createBaa', tree: ENTITY_A }), terms);
    const [filed] = await custody.baas.agreementsOf(ENTITY_A);
    expect(filed).toMatchObject({ ...terms, covered_entity_id, created_at: NOON.toISOString() });
    expect(filed?.id).not.toBe(id);
    expect(created_at).not.toBe(NOON.toISOString());
    expect(custody.audit.events).toMatchObject([{ resource_id: filed?.id, status_code: 201, outcome: 'success' }]);
    expect(JSON.stringify(custody.audit.events)).not.toContain(terms.signatory_name);
  });

  it('files nothing when the event cannot be written', async () => {
    const custody = new MemoryCustody();
    custody.audit.available = false;
    await expect(createBaa(custody, phiCall({ tree: ENTITY_B }), terms)).rejects.toMatchObject({ dependency: 'audit' });
    expect(await custody.baas.agreementsOf(ENTITY_B)).toEqual([]);
  });
});

describe('164.312(a)(2)(iii) automatic logoff: what a user is told about the own session', () => {
  const limits = { idleMs: 15 * MINUTE, absoluteMs: 12 * HOUR };
  const shown = async (signedInAt: Date) => {
    const custody = new MemoryCustody();
    const call = phiCall({ actor: tenantAdmin({ signed_in_at: signedInAt }), started_at: NOON, session_used_at: NOON });
    const { audit, clock, randomness } = custody;
    return (await showSession({ audit, clock, randomness, sessionLimits: limits }, call)).body;
  };

  it('is the end by rest and the end by age', async () => {
    expect(await shown(after(NOON, -HOUR))).toMatchObject({
      idle_expires_at: after(NOON, 15 * MINUTE).toISOString(),
      expires_at: after(NOON, 11 * HOUR).toISOString(),
    });
  });

  it('never promises rest beyond the greatest age', async () => {
    expect(await shown(after(NOON, -12 * HOUR + MINUTE))).toMatchObject({
      idle_expires_at: after(NOON, MINUTE).toISOString(),
      expires_at: after(NOON, MINUTE).toISOString(),
    });
  });
});
