import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { API_SCOPE } from '../../../shared/api/gateway-responses';
import type { CognitoEngine } from '../engines/cognito/start-cognito';

/** What the authorizer hands to functions: text only. */
export type AuthorizerClaims = Readonly<Record<string, string>>;

export interface CognitoAuthorizerOptions extends Pick<CognitoEngine, 'userPoolId' | 'clientId' | 'jwks'> {
  readonly now: () => Date;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Fri Jul 29 18:52:53 UTC 2016`: Java's `Date.toString()`, which is how API Gateway hands `exp` and `iat` over. */
export const javaDate = (epochSeconds: number): string => {
  const date = new Date(epochSeconds * 1000);
  const [day, time] = [String(date.getUTCDate()).padStart(2, '0'), date.toISOString().slice(11, 19)];
  return `${WEEKDAYS[date.getUTCDay()] ?? ''} ${MONTHS[date.getUTCMonth()] ?? ''} ${day} ${time} UTC ${date.getUTCFullYear()}`;
};

const claimText = (name: string, value: unknown): string => {
  if ((name === 'exp' || name === 'iat') && typeof value === 'number') return javaDate(value);
  if (Array.isArray(value)) return value.map(String).join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** The one bearer token of a request; undefined for none, several, or another scheme. */
const bearerToken = (headers: readonly string[]): string | undefined => {
  const [header, ...others] = headers;
  if (header === undefined || others.length > 0) return undefined;
  return /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(header.trim())?.[1];
};

/**
 * The Cognito authorizer of API Gateway, with an OAuth scope on each method, so that it takes access tokens only.
 * Each call is verified anew: no results cache.
 */
export class CognitoAuthorizer {
  readonly #verify: (token: string) => Readonly<Record<string, unknown>>;
  readonly #now: () => Date;

  constructor({ userPoolId, clientId, jwks, now }: CognitoAuthorizerOptions) {
    const verifier = CognitoJwtVerifier.create({
      userPoolId,
      clientId,
      tokenUse: 'access',
      scope: API_SCOPE,
      // The library goes by the machine's clock; `#isCurrent` goes by the stack's instead.
      graceSeconds: Number.MAX_SAFE_INTEGER,
    });
    verifier.cacheJwks({ keys: jwks.keys.map((key) => ({ ...key })) });
    this.#verify = (token) => verifier.verifySync(token);
    this.#now = now;
  }

  /**
   * @param headers every `Authorization` header of the request
   * @returns the claims, or undefined for a token that is not good
   */
  authorize(headers: readonly string[]): AuthorizerClaims | undefined {
    const token = bearerToken(headers);
    if (token === undefined) return undefined;
    try {
      const payload = this.#verify(token);
      if (!this.#isCurrent(payload)) return undefined;
      return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, claimText(name, value)]));
    } catch {
      // Why a token was refused is nobody's business but the signer's.
      return undefined;
    }
  }

  #isCurrent({ exp, nbf }: Readonly<Record<string, unknown>>): boolean {
    const now = this.#now().getTime() / 1000;
    return typeof exp === 'number' && exp > now && (typeof nbf !== 'number' || nbf <= now);
  }
}
