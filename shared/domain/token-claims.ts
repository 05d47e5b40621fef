import { API_SCOPE } from './api-scope';

/** What our trigger adds to an access token. */
export interface TokenClaims {
  readonly claims: Readonly<Record<string, string>>;
  readonly scopes: readonly string[];
}

/**
 * The tenant and the scope that an access token carries. API Gateway takes a token for an ID token unless the method
 * asks for a scope; the scope is given to every user, for what a user may do is decided by roles, in the functions.
 */
export const tokenClaims = (userAttributes: Readonly<Record<string, string | undefined>>): TokenClaims => {
  const entity = userAttributes['custom:covered_entity_id'];
  return {
    claims: entity === undefined || entity === '' ? {} : { covered_entity_id: entity },
    scopes: [API_SCOPE],
  };
};
