import { createHmac, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CognitoAuthorizerOptions } from '../../../infra/local/gateway/cognito-authorizer';
import { type Claims, freshAccessClaims } from '../../support/pool-tokens';

export const USER_POOL_ID = 'us-east-1_Test12345';
export const CLIENT_ID = 'testclient';
const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${USER_POOL_ID}`;
const KID = 'test-key';

export interface TokenSigner {
  readonly jwks: CognitoAuthorizerOptions['jwks'];
  /** A good access token, but for the claims given; undefined leaves a claim out. */
  access(claims?: Claims, kid?: string): Promise<string>;
  /** The same with another `alg`, not signed or signed with a guess. */
  unsigned(): string;
  hmacWithPublicKey(): string;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const claimsOf = (changes: Claims): Record<string, unknown> =>
  freshAccessClaims(
    { issuer: ISSUER, client_id: CLIENT_ID, now: new Date() },
    { event_id: randomUUID(), username: randomUUID(), 'cognito:groups': ['admin', 'platform'], ...changes },
  );

export const tokenSigner = async (): Promise<TokenSigner> => {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const { n = '', e = '' } = await exportJWK(publicKey);
  return {
    jwks: { keys: [{ kty: 'RSA', use: 'sig', alg: 'RS256', kid: KID, n, e }] },
    access: (claims = {}, kid = KID) =>
      new SignJWT(claimsOf(claims)).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey),
    unsigned: () => `${encode({ alg: 'none', kid: KID })}.${encode(claimsOf({}))}.`,
    hmacWithPublicKey: () => {
      const signed = `${encode({ alg: 'HS256', kid: KID })}.${encode(claimsOf({}))}`;
      return `${signed}.${createHmac('sha256', n).update(signed).digest('base64url')}`;
    },
  };
};
