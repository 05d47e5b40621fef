import {
  type BaaGateInput,
  checkPurpose,
  checkRole,
  passBaaGate,
  passBaaGateByItem,
} from '../../../shared/domain/access-decision';
import { PURPOSES, type Purpose } from '../../../shared/domain/purpose';
import { ROLES } from '../../../shared/domain/roles';
import { NOON } from '../../support/movable-clock';
import { agreement, KEY_ID, platformAdmin, REGION, tenantAdmin } from '../../support/synthetic-parties';

describe('164.308(a)(4), 164.312(a)(1) access control: roles', () => {
  it.each(ROLES.flatMap((held) => ROLES.map((asked) => [held, asked] as const)))(
    '%s: a route for %s alone opens only to that role',
    (held, asked) => {
      expect(checkRole(tenantAdmin({ roles: [held] }), [asked])).toEqual(
        held === asked ? undefined : { refused: 'role-required' },
      );
    },
  );

  it.each([
    ['no role', [], ROLES, { refused: 'role-required' }],
    ['a route for nobody', ROLES, [], { refused: 'role-required' }],
    ['one of several held, one of several asked', ['auditor', 'admin'], ['developer', 'admin'], undefined],
  ] as const)('%s', (_, held, asked, expected) => {
    expect(checkRole(tenantAdmin({ roles: held }), asked)).toEqual(expected);
  });
});

const EXPIRED = agreement({ expiry_date: '2026-03-09' });
const gate = (changes: Partial<BaaGateInput>): BaaGateInput => ({
  actor: tenantAdmin(),
  action: 'READ',
  purpose: 'return',
  agreements: [EXPIRED],
  question: { categories: ['diagnosis'], region: REGION, now: NOON, marginMs: 0 },
  ...changes,
});

describe('164.504(e)(2)(ii)(J) after the end, the entity’s own admin alone takes its PHI back', () => {
  it('opens to a read by that admin with the purpose return', () => {
    expect(passBaaGate(gate({}))).toEqual({ baa: EXPIRED, state: 'ended' });
  });

  const others = PURPOSES.filter((purpose) => purpose !== 'return');

  it.each<readonly [string, Partial<BaaGateInput>]>([
    ['the purpose is absent', { purpose: undefined }],
    ...others.map((purpose) => [`the purpose is ${purpose}`, { purpose }] as const),
    ['something is written', { action: 'WRITE' }],
    ['something is deleted', { action: 'DELETE' }],
    ['something is exported', { action: 'EXPORT' }],
    ['a platform operator asks', { actor: platformAdmin() }],
    ['an account of nowhere asks', { actor: tenantAdmin({ tenancy: { kind: 'unassigned' } }) }],
    ['the caller is no admin', { actor: tenantAdmin({ roles: ['clinician', 'developer', 'auditor'] }) }],
    ['the caller has no role', { actor: tenantAdmin({ roles: [] }) }],
  ])('stays shut when %s', (_, changes) => {
    expect(passBaaGate(gate(changes))).toEqual({ refused: 'baa-expired' });
  });

  it('stays shut once return or destruction is recorded', () => {
    const closed = { ...EXPIRED, closed_at: '2026-03-10T00:00:00.000Z' };
    expect(passBaaGate(gate({ agreements: [closed] }))).toEqual({ refused: 'baa-expired' });
  });

  it('stays shut for a category that the agreement did not cover', () => {
    const billing = { ...EXPIRED, phi_categories: ['billing'] as const };
    expect(passBaaGate(gate({ agreements: [billing] }))).toEqual({ refused: 'baa-expired' });
  });

  it('stays open by an older agreement that is not closed, though a newer one is: each has its own closure', () => {
    const newer = agreement({ id: KEY_ID, deactivated_at: '2026-03-09T00:00:00.000Z' });
    const closed = { ...newer, closed_at: '2026-03-09T12:00:00.000Z' };
    expect(passBaaGate(gate({ agreements: [closed, EXPIRED] }))).toEqual({ baa: EXPIRED, state: 'ended' });
  });

  it('stays shut where there never was an agreement', () => {
    expect(passBaaGate(gate({ agreements: [] }))).toEqual({ refused: 'baa-missing' });
  });

  it('says that the agreement is active where one is, whatever the purpose', () => {
    const active = agreement();
    expect(passBaaGate(gate({ agreements: [EXPIRED, active] }))).toEqual({ baa: active, state: 'active' });
  });
});

describe('purpose of use: the whole table', () => {
  const ACTIVE = { baa: agreement(), state: 'active' } as const;
  const ENDED = { baa: EXPIRED, state: 'ended' } as const;
  const GRANTS = [undefined, ACTIVE, ENDED] as const;
  const REQUIRED = { refused: 'purpose-required' };
  const NOT_PERMITTED = { refused: 'purpose-not-permitted' };

  const ordinary: readonly Purpose[] = [
    'treatment',
    'payment',
    'operations',
    'research',
    'public_health',
    'patient_request',
    'legal',
  ];

  // Rule, purpose, and what is decided without a grant, under an active agreement, and after its end.
  const table: readonly (readonly ['required' | 'optional' | 'none', Purpose | undefined, readonly unknown[]])[] = [
    ['required', undefined, [REQUIRED, REQUIRED, REQUIRED]],
    ['optional', undefined, [undefined, undefined, undefined]],
    ['none', undefined, [undefined, undefined, undefined]],
    ...ordinary.flatMap((purpose) =>
      (['required', 'optional', 'none'] as const).map(
        (rule) => [rule, purpose, [undefined, undefined, undefined]] as const,
      ),
    ),
    ['required', 'return', [NOT_PERMITTED, NOT_PERMITTED, undefined]],
    ['optional', 'return', [NOT_PERMITTED, NOT_PERMITTED, undefined]],
    ['none', 'return', [undefined, undefined, undefined]],
    ['required', 'emergency', [REQUIRED, REQUIRED, REQUIRED]],
    ['optional', 'emergency', [REQUIRED, REQUIRED, REQUIRED]],
    ['none', 'emergency', [undefined, undefined, undefined]],
  ];

  it('names every purpose under every rule', () => {
    expect(new Set(table.map(([rule, purpose]) => `${rule} ${purpose ?? ''}`)).size).toBe(3 * (PURPOSES.length + 1));
  });

  it.each(table)('rule %s, purpose %s: without a grant, active, ended', (rule, purpose, decisions) => {
    expect(GRANTS.map((grant) => checkPurpose(rule, purpose, grant))).toEqual(decisions);
  });
});

describe('164.312(a)(2)(ii) emergency access', () => {
  it('opens the purpose emergency under a grant alone', () => {
    for (const rule of ['required', 'optional'] as const) {
      expect(checkPurpose(rule, 'emergency', undefined, true)).toBeUndefined();
      expect(checkPurpose(rule, 'emergency', undefined, false)).toEqual({ refused: 'purpose-required' });
    }
  });

  it('outlives the agreement for the entity’s own clinicians, until its closure', () => {
    const nurse = tenantAdmin({ roles: ['clinician'] });
    const emergency = { actor: nurse, purpose: 'emergency', emergency: true } as const;
    expect(passBaaGate(gate(emergency))).toEqual({ baa: EXPIRED, state: 'ended' });
    expect(passBaaGate(gate({ ...emergency, emergency: false }))).toEqual({ refused: 'baa-expired' });
    expect(passBaaGate(gate({ ...emergency, actor: tenantAdmin() }))).toEqual({ refused: 'baa-expired' });
    expect(passBaaGate(gate({ ...emergency, actor: { ...nurse, tenancy: { kind: 'platform' } } }))).toEqual({
      refused: 'baa-expired',
    });
    const closed = { ...EXPIRED, closed_at: '2026-06-01T00:00:00.000Z' };
    expect(passBaaGate(gate({ ...emergency, agreements: [closed] }))).toEqual({ refused: 'baa-expired' });
  });
});

describe('164.502(e), 164.504(e) the gate of a batch: item by item', () => {
  const BILLING = agreement({ phi_categories: ['billing'] });
  const MISSING = { refused: 'baa-category-missing' };
  const items = [['billing'], ['diagnosis'], []] as const;

  it('passes what an agreement covers and nothing else', () => {
    const active = { baa: BILLING, state: 'active' };
    expect(passBaaGateByItem(gate({ purpose: 'treatment', agreements: [BILLING] }), items)).toEqual({
      grant: active,
      items: [active, MISSING, active],
    });
  });

  it('takes the agreement that covers each', () => {
    const both = [BILLING, agreement({ id: KEY_ID, phi_categories: ['diagnosis'] })];
    expect(passBaaGateByItem(gate({ purpose: 'treatment', agreements: both }), items)).toMatchObject({
      items: both.map((baa) => ({ baa })).concat({ baa: BILLING }),
    });
  });

  it.each<readonly [string, Partial<BaaGateInput>, string]>([
    ['nothing is covered', { agreements: [agreement({ phi_categories: ['treatment'] })] }, 'baa-category-missing'],
    ['the agreement has ended', { purpose: 'treatment' }, 'baa-expired'],
    ['there is no agreement', { agreements: [] }, 'baa-missing'],
  ])('refuses the request as a whole when %s', (_, changes, code) => {
    expect(passBaaGateByItem(gate(changes), items.slice(0, 2))).toEqual({ refused: code });
  });

  it('refuses a request without items', () => {
    expect(passBaaGateByItem(gate({}), [])).toEqual({ refused: 'baa-missing' });
  });

  it('puts an agreement in force before one that ended: the purpose return does not open a batch by a single item', () => {
    const passed = passBaaGateByItem(gate({ agreements: [EXPIRED, BILLING] }), items.slice(0, 2).toReversed());
    expect(passed).toMatchObject({ grant: { state: 'active' }, items: [{ state: 'ended' }, { state: 'active' }] });
  });
});
