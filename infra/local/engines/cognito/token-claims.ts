import type { ClaimsAndScopeOverrideDetails } from './pre-token-generation';

export type Claims = Readonly<Record<string, unknown>>;

/**
 * Claims that a pre token generation trigger cannot add, change, or suppress: Cognito keeps its own value.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
const RESERVED = [
  'acr',
  'amr',
  'at_hash',
  'auth_time',
  'azp',
  'exp',
  'iat',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'sub',
  'token_use',
];
const RESERVED_IN_ID_TOKEN = new Set([...RESERVED, 'aud', 'cognito:username', 'identities']);
const RESERVED_IN_ACCESS_TOKEN = new Set([
  ...RESERVED,
  'client_id',
  'device_key',
  'event_id',
  'scope',
  'username',
  'version',
]);
/** A trigger may suppress it, not add it. */
const COGNITO_SCOPE = 'aws.cognito.signin.user.admin';

/** The claims of an ID token as the trigger wants them, as far as it may. */
export function idTokenClaims(claims: Claims, override: ClaimsAndScopeOverrideDetails | undefined): Claims {
  const generation = override?.idTokenGeneration ?? {};
  return changed(withGroups(claims, override), generation, (name) => RESERVED_IN_ID_TOKEN.has(name));
}

/** The same for an access token. `aud` may be added, if it is the client id. */
export function accessTokenClaims(claims: Claims, override: ClaimsAndScopeOverrideDetails | undefined): Claims {
  const generation = override?.accessTokenGeneration ?? {};
  const isReserved = (name: string, value?: unknown) =>
    RESERVED_IN_ACCESS_TOKEN.has(name) || (name === 'aud' && value !== undefined && value !== claims.client_id);
  const scopes = new Set([
    COGNITO_SCOPE,
    ...(generation.scopesToAdd ?? []).filter((scope) => isScope(scope) && scope !== COGNITO_SCOPE),
  ]);
  for (const scope of generation.scopesToSuppress ?? []) scopes.delete(scope);
  return { ...changed(withGroups(claims, override), generation, isReserved), scope: [...scopes].join(' ') };
}

function withGroups(claims: Claims, override: ClaimsAndScopeOverrideDetails | undefined): Claims {
  const groups = override?.groupOverrideDetails?.groupsToOverride;
  if (groups === undefined || groups === null) return claims;
  const others = Object.fromEntries(Object.entries(claims).filter(([name]) => name !== 'cognito:groups'));
  return groups.length === 0 ? others : { ...others, 'cognito:groups': groups };
}

function changed(
  claims: Claims,
  { claimsToAddOrOverride, claimsToSuppress }: NonNullable<ClaimsAndScopeOverrideDetails['idTokenGeneration']>,
  isReserved: (name: string, value?: unknown) => boolean,
): Claims {
  const suppressed = new Set((claimsToSuppress ?? []).filter((name) => !isReserved(name)));
  const added = Object.entries(claimsToAddOrOverride ?? {}).filter(
    ([name, value]) => !isReserved(name, value) && !name.startsWith('cognito:'),
  );
  const merged = { ...claims, ...Object.fromEntries(added) };
  return Object.fromEntries(Object.entries(merged).filter(([name]) => !suppressed.has(name)));
}

/** A scope-token of RFC 6749, 3.3: no space, quote, or backslash. */
function isScope(scope: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope);
}
