import { checkSession, sessionEnds, type SessionRecord } from '../../../shared/domain/session';
import { after, DAY, HOUR, MINUTE, NOON, SECOND } from '../../support/movable-clock';
import { tenantAdmin } from '../../support/synthetic-parties';

const LIMITS = { idleMs: 15 * MINUTE, absoluteMs: 12 * HOUR };
const actor = tenantAdmin({ signed_in_at: NOON });

const check = (record: SessionRecord, sinceSignIn: number) =>
  checkSession(actor, record, LIMITS, after(NOON, sinceSignIn));

describe('164.312(a)(2)(iii) automatic logoff: a session at rest', () => {
  const lastUse = 2 * HOUR;
  const record = { last_used_at: after(NOON, lastUse) };

  it.each([
    ['lives one millisecond before the limit', 15 * MINUTE - 1, { touch: true }],
    ['ends at the limit', 15 * MINUTE, { refused: 'session-idle' }],
    ['has ended after it', 15 * MINUTE + 1, { refused: 'session-idle' }],
  ])('%s', (_, rest, decision) => {
    expect(check(record, lastUse + rest)).toMatchObject(decision);
  });

  it.each([
    ['lives one millisecond before the limit', 15 * MINUTE - 1, { touch: true }],
    ['ends at the limit', 15 * MINUTE, { refused: 'session-idle' }],
    ['has ended, even years later', 900 * DAY, { refused: 'session-expired' }],
  ])('counts as last used at sign-in when it is not on file: %s', (_, sinceSignIn, decision) => {
    expect(check({}, sinceSignIn)).toMatchObject(decision);
  });

  it('counts from sign-in where the file says something earlier', () => {
    expect(check({ last_used_at: after(NOON, -HOUR) }, 15 * MINUTE - 1)).toMatchObject({ touch: true });
  });
});

describe('164.312(a)(2)(iii) automatic logoff: a session of great age', () => {
  it.each([
    ['lives one millisecond before the limit', 12 * HOUR - 1, { touch: false }],
    ['ends at the limit, however busy', 12 * HOUR, { refused: 'session-expired' }],
    ['has ended after it', 12 * HOUR + 1, { refused: 'session-expired' }],
  ])('%s', (_, sinceSignIn, decision) => {
    expect(check({ last_used_at: after(NOON, sinceSignIn - SECOND) }, sinceSignIn)).toMatchObject(decision);
  });

  it('is told to have expired, not to have rested, where both hold', () => {
    expect(check({ last_used_at: NOON }, 13 * HOUR)).toEqual({ refused: 'session-expired' });
  });
});

describe('164.308(a)(3)(ii)(C) termination of access: revocation', () => {
  it.each([
    ['signed out just now', { revoked_at: NOON }],
    ['signed out, whatever was used later', { revoked_at: NOON, last_used_at: after(NOON, SECOND) }],
    ['revoked with a time to come', { revoked_at: after(NOON, HOUR) }],
    ['its user was ended after sign-in', { user_revoked_before: after(NOON, 1) }],
    ['its user was ended in the same second as the sign-in', { user_revoked_before: NOON }],
  ])('refuses a session when it was %s', (_, record) => {
    expect(check(record, SECOND)).toEqual({ refused: 'session-revoked' });
  });

  it('lets a sign-in after the user’s end live', () => {
    expect(check({ user_revoked_before: after(NOON, -1) }, SECOND)).toMatchObject({ touch: true });
  });

  it('is told before age and rest', () => {
    expect(check({ revoked_at: NOON }, 900 * DAY)).toEqual({ refused: 'session-revoked' });
    expect(check({ revoked_at: NOON }, HOUR)).toEqual({ refused: 'session-revoked' });
  });
});

describe('the use of a session is written down at most once a minute', () => {
  it.each([
    ['not within the minute', MINUTE - 1, false],
    ['again after a minute', MINUTE, true],
    ['not when the clock stepped back', -5 * SECOND, false],
  ])('%s', (_, rest, touch) => {
    expect(check({ last_used_at: after(NOON, HOUR) }, HOUR + rest)).toMatchObject({ touch });
  });

  it.each([
    ['the use on file, while this one is not written down', 30 * SECOND, 0],
    ['this use, once it is written down', MINUTE, MINUTE],
  ])('so that rest counts from %s', (_, rest, counted) => {
    const use = after(NOON, HOUR);
    expect(check({ last_used_at: use }, HOUR + rest)).toMatchObject({ last_used_at: after(use, counted) });
  });

  it('at the first use of all', () => {
    expect(check({}, 0)).toMatchObject({ touch: true });
  });
});

describe('when a session ends', () => {
  it('is the idle limit from the last use, and the absolute limit from sign-in', () => {
    expect(sessionEnds(actor, after(NOON, HOUR), LIMITS)).toEqual({
      idle: after(NOON, HOUR + 15 * MINUTE),
      absolute: after(NOON, 12 * HOUR),
    });
  });

  it('follows configured limits', () => {
    const limits = { idleMs: MINUTE, absoluteMs: HOUR };
    expect(checkSession(actor, {}, limits, after(NOON, MINUTE))).toEqual({ refused: 'session-idle' });
    const busy = { last_used_at: after(NOON, HOUR - 1) };
    expect(checkSession(actor, busy, limits, after(NOON, HOUR))).toEqual({ refused: 'session-expired' });
  });
});
