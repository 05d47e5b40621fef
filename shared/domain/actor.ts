import * as z from 'zod';
import { refuse, type Refusal } from './result';
import { isRole, PLATFORM_GROUP, PLATFORM_ROLES, type Role } from './roles';

/** Where an actor belongs: one covered entity, the platform, or (a mistake in the account) neither or both. */
export type Tenancy =
  | { readonly kind: 'tenant'; readonly covered_entity_id: string }
  | { readonly kind: 'platform' }
  | { readonly kind: 'unassigned' };

/** Who calls: unique user identification, 45 CFR 164.312(a)(2)(i). */
export interface Actor {
  readonly user_id: string;
  readonly roles: readonly Role[];
  /** Cognito's `origin_jti`: the same for all tokens of one sign-in. */
  readonly session_id: string;
  readonly signed_in_at: Date;
  readonly tenancy: Tenancy;
}

/** The claims of an access token as API Gateway's Cognito authorizer hands them over: all of them text. */
export type AuthorizerClaims = Readonly<Record<string, unknown>>;

export interface TokenExpectation {
  readonly clientId: string;
  readonly scope: string;
  readonly now: Date;
}

/** The same form as in the audit event's schema: who is admitted must be recordable. */
const Uuid = z.uuid();

const text = (claims: AuthorizerClaims, name: string): string => {
  const value = claims[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

const uuid = (claims: AuthorizerClaims, name: string): string | undefined => {
  const value = text(claims, name);
  // One spelling: ids are keys, and an entity's events must not lie in two partitions.
  return Uuid.safeParse(value).success ? value.toLowerCase() : undefined;
};

/** Seconds since the epoch, or the authorizer's `Fri Jul 29 18:52:53 UTC 2016`, which it writes for `exp` and `iat`. */
const instant = (value: string): Date | undefined => {
  const date = /^\d{1,12}$/.test(value)
    ? new Date(Number(value) * 1000)
    : new Date(value.replace(/ UTC (\d{4})$/, ' $1 UTC'));
  return Number.isNaN(date.getTime()) ? undefined : date;
};

const tenancyOf = (claims: AuthorizerClaims, groups: readonly string[]): Tenancy => {
  const platform = groups.includes(PLATFORM_GROUP);
  const entity = uuid(claims, 'covered_entity_id');
  if (text(claims, 'covered_entity_id') === '') return platform ? { kind: 'platform' } : { kind: 'unassigned' };
  return entity === undefined || platform ? { kind: 'unassigned' } : { kind: 'tenant', covered_entity_id: entity };
};

/**
 * Reads the actor from the authorizer's claims, and checks again what the authorizer does not: that it is an access
 * token, of our app client, with our scope, and not expired (person or entity authentication, 45 CFR 164.312(d)).
 */
export const authenticate = (
  claims: AuthorizerClaims,
  expected: TokenExpectation,
): Actor | Refusal<'unauthenticated'> => {
  const userId = uuid(claims, 'sub');
  const sessionId = uuid(claims, 'origin_jti');
  const signedInAt = instant(text(claims, 'auth_time'));
  const expiresAt = instant(text(claims, 'exp'));
  const accepted =
    text(claims, 'token_use') === 'access' &&
    text(claims, 'client_id') === expected.clientId &&
    text(claims, 'scope').split(' ').includes(expected.scope) &&
    expiresAt !== undefined &&
    expiresAt > expected.now;
  if (!accepted || userId === undefined || sessionId === undefined || signedInAt === undefined) {
    return refuse('unauthenticated');
  }
  const groups = text(claims, 'cognito:groups').split(',');
  const roles = groups.filter(isRole);
  const tenancy = tenancyOf(claims, groups);
  return {
    user_id: userId,
    roles: tenancy.kind === 'platform' ? roles.filter((role) => PLATFORM_ROLES.has(role)) : roles,
    session_id: sessionId,
    signed_in_at: signedInAt,
    tenancy,
  };
};
