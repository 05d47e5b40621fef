import type { Actor } from './actor';
import { refuse, type Refusal } from './result';

/** How long a session may rest and last (45 CFR 164.312(a)(2)(iii), automatic logoff). */
export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/** What is on file about a session and its user; all of it may be absent. */
export interface SessionRecord {
  readonly last_used_at?: Date;
  readonly revoked_at?: Date;
  /** An admin's kill: every sign-in at or before this instant is void. */
  readonly user_revoked_before?: Date;
}

/** The use of a session is written down at most this often. */
const TOUCH_INTERVAL_MS = 60_000;

/** A session that is not on file counts as last used at sign-in, so that a purged one cannot start afresh. */
const lastUse = (actor: Actor, record: SessionRecord): Date =>
  record.last_used_at !== undefined && record.last_used_at > actor.signed_in_at
    ? record.last_used_at
    : actor.signed_in_at;

/** When the session ends if nothing more is called, and when at the latest. */
export const sessionEnds = (
  actor: Actor,
  lastUsedAt: Date,
  limits: SessionLimits,
): { readonly idle: Date; readonly absolute: Date } => ({
  idle: new Date(lastUsedAt.getTime() + limits.idleMs),
  absolute: new Date(actor.signed_in_at.getTime() + limits.absoluteMs),
});

export interface LiveSession {
  /** The use from which the idle limit runs: this one if it is written down, else the one on file. */
  readonly last_used_at: Date;
  /** Whether this use should be written down. */
  readonly touch: boolean;
}

/** Decides whether the session still lives. Revocation is looked at before age, age before rest. */
export const checkSession = (
  actor: Actor,
  record: SessionRecord,
  limits: SessionLimits,
  now: Date,
): LiveSession | Refusal<'session-revoked' | 'session-expired' | 'session-idle'> => {
  const killed = record.user_revoked_before !== undefined && actor.signed_in_at <= record.user_revoked_before;
  if (record.revoked_at !== undefined || killed) return refuse('session-revoked');
  const ends = sessionEnds(actor, lastUse(actor, record), limits);
  if (now >= ends.absolute) return refuse('session-expired');
  if (now >= ends.idle) return refuse('session-idle');
  const touch = now.getTime() - (record.last_used_at?.getTime() ?? 0) >= TOUCH_INTERVAL_MS;
  return { touch, last_used_at: touch ? now : lastUse(actor, record) };
};
