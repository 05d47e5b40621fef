import { homeTree, resolveTenant } from '../../../shared/domain/tenant';
import { authenticate, type Tenancy } from '../../../shared/domain/actor';
import { API_SCOPE } from '../../../shared/domain/api-scope';
import { isRefusal } from '../../../shared/domain/result';
import { accessTokenClaims, CLIENT_ID } from '../../support/access-token-claims';
import { NOON } from '../../support/movable-clock';
import { ENTITY_A, ENTITY_B } from '../../support/synthetic-parties';

const tenant: Tenancy = { kind: 'tenant', covered_entity_id: ENTITY_A };
const platform: Tenancy = { kind: 'platform' };
const unassigned: Tenancy = { kind: 'unassigned' };

describe('tenancy: a user of a covered entity is confined to it', () => {
  it.each([
    ['another entity', ENTITY_B],
    ['the platform’s tree', 'platform'],
    ['nothing that is an entity', ''],
    ['a longer name that begins with the own one', `${ENTITY_A}0`],
  ])('refuses as not found, never as forbidden, when the user names %s', (_, named) => {
    expect(resolveTenant(tenant, 'entity', named)).toEqual({ refused: 'not-found' });
    expect(resolveTenant(tenant, 'entity-or-new', named)).toEqual({ refused: 'not-found' });
    expect(resolveTenant(tenant, 'none', named)).toEqual({ refused: 'not-found' });
  });

  it.each([
    ['nothing', undefined],
    ['the own entity', ENTITY_A],
    ['the own entity in capital letters', ENTITY_A.toUpperCase()],
  ])('resolves to the own entity when the user names %s', (_, named) => {
    expect(resolveTenant(tenant, 'entity', named)).toEqual({ tree: ENTITY_A });
  });

  it('is one tree, whatever the case of the claim’s UUID', () => {
    const claims = accessTokenClaims({ covered_entity_id: ENTITY_A.toUpperCase() });
    const actor = authenticate(claims, { clientId: CLIENT_ID, scope: API_SCOPE, now: NOON });
    if (isRefusal(actor)) throw new Error('the claims are in order');
    expect(resolveTenant(actor.tenancy, 'entity', undefined)).toEqual({ tree: ENTITY_A });
    expect(homeTree(actor.tenancy)).toBe(ENTITY_A);
  });
});

describe('tenancy: a platform operator names the covered entity', () => {
  it('refuses when none is named for an operation on an entity’s data', () => {
    expect(resolveTenant(platform, 'entity', undefined)).toEqual({ refused: 'covered-entity-required' });
  });

  it.each([ENTITY_A, ENTITY_B, 'platform'])('resolves to %s when it is named', (named) => {
    expect(resolveTenant(platform, 'entity', named)).toEqual({ tree: named });
  });

  it('is one tree, whatever the case of the UUID: an entity’s events must not lie in two', () => {
    expect(resolveTenant(platform, 'entity', ENTITY_A.toUpperCase())).toEqual({ tree: ENTITY_A });
  });

  it('stays on the platform’s tree where a new one may begin and none is named', () => {
    expect(resolveTenant(platform, 'entity-or-new', undefined)).toEqual({ tree: 'platform' });
    expect(resolveTenant(platform, 'entity-or-new', ENTITY_A)).toEqual({ tree: ENTITY_A });
  });

  it.each([undefined, ENTITY_A])(
    'resolves to the platform’s tree where no entity is concerned (named: %s)',
    (named) => {
      expect(resolveTenant(platform, 'none', named)).toEqual({ tree: 'platform' });
    },
  );
});

describe('tenancy: an account of neither or both', () => {
  it.each([undefined, ENTITY_A, 'platform'])('refuses, whatever is named (%s)', (named) => {
    expect(resolveTenant(unassigned, 'entity', named)).toEqual({ refused: 'tenant-missing' });
    expect(resolveTenant(unassigned, 'none', named)).toEqual({ refused: 'tenant-missing' });
  });
});

describe('the tree of a refusal that never got as far as its tenant', () => {
  it.each([
    ['the entity, for its user', tenant, ENTITY_A],
    ['the platform, for an operator', platform, 'platform'],
    ['the platform, for an account of nowhere', unassigned, 'platform'],
  ])('is %s', (_, tenancy, tree) => {
    expect(homeTree(tenancy)).toBe(tree);
  });
});
