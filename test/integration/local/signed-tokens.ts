import { createHmac, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CognitoAuthorizerOptions } from '../../../infra/local/gateway/cognito-authorizer';

export const USER_POOL_ID = 'us-east-1_Test12345';
export const CLIENT_ID = 'testclient';
const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${USER_POOL_ID}`;
const KID = 'test-key';

export interface TokenSigner {
  readonly jwks: CognitoAuthorizerOptions['jwks'];
  /** A good access token, but for the claims given; undefined leaves a claim out. */
  access(claims?: Readonly<Record<string, unknown>>, kid?: string): Promise<string>;
  /** The same with another `alg`, not signed or signed with a guess. */
  unsigned(): string;
  hmacWithPublicKey(): string;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const claimsOf = (overrides: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const now = Math.floor(Date.now() / 1000);
  const claims: Readonly<Record<string, unknown>> = {
    sub: randomUUID(),
    iss: ISSUER,
    client_id: CLIENT_ID,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin phiducia/api',
    auth_time: now,
    iat: now,
    exp: now + 900,
    jti: randomUUID(),
    username: randomUUID(),
    'cognito:groups': ['admin', 'platform'],
    ...overrides,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
};

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
