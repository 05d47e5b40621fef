import { authenticate } from '../../../shared/domain/actor';
import { API_SCOPE } from '../../../shared/domain/api-scope';
import { accessTokenClaims, CLIENT_ID } from '../../support/access-token-claims';
import { after, HOUR, MINUTE, NOON } from '../../support/movable-clock';
import { ENTITY_A, SESSION, USER } from '../../support/synthetic-parties';

const REFUSED = { refused: 'unauthenticated' };
const EXP = String(after(NOON, HOUR).getTime() / 1000);

const read = (changes: Readonly<Record<string, unknown>> = {}, now = NOON) =>
  authenticate(accessTokenClaims(changes), { clientId: CLIENT_ID, scope: API_SCOPE, now });

const rolesOf = (groups: unknown): unknown => Reflect.get(read({ 'cognito:groups': groups }), 'roles');
const tenancyOf = (changes: Readonly<Record<string, unknown>>): unknown => Reflect.get(read(changes), 'tenancy');

describe('164.312(d) person or entity authentication: the claims of an access token', () => {
  it.each([
    ['it is an ID token', { token_use: 'id' }],
    ['token_use is absent', { token_use: undefined }],
    ['it belongs to another app client', { client_id: 'another-client' }],
    ['client_id is absent', { client_id: undefined }],
    ['an ID token’s aud stands instead of client_id', { client_id: undefined, aud: CLIENT_ID }],
    ['the scope is absent', { scope: undefined }],
    ['the scope is another one', { scope: 'openid email' }],
    ['the scope only begins like ours', { scope: `${API_SCOPE}.read` }],
    ['the scope only ends like ours', { scope: `x${API_SCOPE}` }],
    ['exp is absent', { exp: undefined }],
    ['exp is not a date', { exp: 'soon' }],
    ['exp is empty', { exp: '' }],
    ['auth_time is absent', { auth_time: undefined }],
    ['auth_time is not a date', { auth_time: 'yesterday' }],
    ['sub is absent', { sub: undefined }],
    ['sub is not a UUID', { sub: 'maria' }],
    ['sub has something after its UUID', { sub: `${USER}\nadmin` }],
    ['origin_jti is absent', { origin_jti: undefined }],
    ['origin_jti is not a UUID', { origin_jti: 'session-1' }],
    ['a claim is an object', { sub: new String(USER) }],
    ['a claim is an array', { token_use: ['access'] }],
  ])('refuses a token when %s', (_, changes) => {
    expect(read(changes)).toEqual(REFUSED);
  });

  it('refuses no claims at all', () => {
    expect(authenticate({}, { clientId: CLIENT_ID, scope: API_SCOPE, now: NOON })).toEqual(REFUSED);
  });

  it('accepts a token to the millisecond before it expires, and refuses it from then on', () => {
    const expiry = after(NOON, HOUR);
    expect(read({ exp: EXP }, after(expiry, -1))).toMatchObject({ user_id: USER });
    expect(read({ exp: EXP }, expiry)).toEqual(REFUSED);
    expect(read({ exp: EXP }, after(expiry, 1))).toEqual(REFUSED);
  });

  it.each([
    ['seconds as text', EXP],
    ['seconds as a number', Number(EXP)],
    ['the authorizer’s date, in UTC', 'Tue Mar 10 13:00:00 UTC 2026'],
  ])('reads exp as %s, to the second', (_, exp) => {
    const expiry = after(NOON, HOUR);
    expect(read({ exp }, after(expiry, -1))).toMatchObject({ user_id: USER });
    expect(read({ exp }, expiry)).toEqual(REFUSED);
  });

  it.each([
    ['seconds as text', String(after(NOON, -MINUTE).getTime() / 1000)],
    ['the authorizer’s date', 'Tue Mar 10 11:59:00 UTC 2026'],
  ])('reads the instant of sign-in as %s', (_, auth_time) => {
    expect(read({ auth_time })).toMatchObject({ signed_in_at: after(NOON, -MINUTE) });
  });

  it('names user and session by sub and origin_jti (164.312(a)(2)(i) unique user identification)', () => {
    expect(read()).toEqual({
      user_id: USER,
      roles: ['admin'],
      session_id: SESSION,
      signed_in_at: after(NOON, -MINUTE),
      tenancy: { kind: 'tenant', covered_entity_id: ENTITY_A },
    });
  });
});

describe('164.308(a)(4) roles are Cognito groups of the same name', () => {
  it.each([
    ['nothing, for no groups', undefined, []],
    ['nothing, for an empty claim', '', []],
    ['nothing, for an unknown group', 'superuser', []],
    ['nothing, for a role in other case', 'Admin,AUDITOR', []],
    ['nothing, for a part of a role’s name', 'adm,administrator', []],
    ['nothing, for the platform group itself', 'platform', []],
    ['nothing, for names every object has', 'constructor,__proto__,toString', []],
    ['one role', 'clinician', ['clinician']],
    ['several, joined by commas', 'auditor,admin', ['auditor', 'admin']],
    ['the known ones out of a mixture', 'staff,developer,us-east-1_pool', ['developer']],
    ['nothing, for a list that is not text', ['admin'], []],
  ])('grants %s', (_, groups, roles) => {
    expect(rolesOf(groups)).toEqual(roles);
  });
});

describe('tenancy: a covered entity or the platform, and never both', () => {
  const platform = { 'cognito:groups': 'admin,platform' };

  it.each([
    ['the entity of the claim', {}, { kind: 'tenant', covered_entity_id: ENTITY_A }],
    [
      'the platform, for its group without a claim',
      { ...platform, covered_entity_id: undefined },
      { kind: 'platform' },
    ],
    ['the platform, for its group with an empty claim', { ...platform, covered_entity_id: '' }, { kind: 'platform' }],
    ['nowhere, for both', platform, { kind: 'unassigned' }],
    ['nowhere, for neither', { covered_entity_id: undefined }, { kind: 'unassigned' }],
    ['nowhere, for a malformed claim', { covered_entity_id: 'clinic-1' }, { kind: 'unassigned' }],
    [
      'nowhere, for a malformed claim and the platform',
      { ...platform, covered_entity_id: '*' },
      { kind: 'unassigned' },
    ],
    ['nowhere, for a UUID with more behind it', { covered_entity_id: `${ENTITY_A} ` }, { kind: 'unassigned' }],
    ['nowhere, for the platform’s name as an entity', { covered_entity_id: 'platform' }, { kind: 'unassigned' }],
  ])('puts an actor %s', (_, changes, tenancy) => {
    expect(tenancyOf(changes)).toEqual(tenancy);
  });
});
