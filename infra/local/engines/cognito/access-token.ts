import { createPublicKey } from 'node:crypto';
import { decodeJwt, jwtVerify } from 'jose';
import * as z from 'zod';
import { AwsError } from '../http/aws-error';
import type { SigningKey } from './signing-key';
import type { StoredUser, TokenFamily } from './stored-user-pool';
import type { UserPool } from './user-pool';

const AccessClaims = z.object({
  sub: z.string(),
  origin_jti: z.string(),
  token_use: z.literal('access'),
  client_id: z.string(),
  scope: z.string(),
});

/** The user and the token family behind an access token that is genuine, current, and not revoked. */
export async function authenticate(
  token: string,
  pool: UserPool,
  issuer: string,
  { privateKey }: SigningKey,
): Promise<{ readonly user: StoredUser; readonly family: TokenFamily }> {
  const verified = await jwtVerify(token, createPublicKey(privateKey), {
    algorithms: ['RS256'],
    issuer,
    currentDate: pool.now(),
  }).catch((error: unknown) => {
    const expired = error instanceof Error && 'code' in error && error.code === 'ERR_JWT_EXPIRED';
    throw notAuthorized(expired ? 'Access Token has expired' : 'Invalid Access Token');
  });
  const claims = AccessClaims.safeParse(verified.payload);
  if (!claims.success || claims.data.client_id !== pool.clientId) throw notAuthorized('Invalid Access Token');
  if (!claims.data.scope.split(' ').includes('aws.cognito.signin.user.admin')) {
    throw notAuthorized('Access Token does not have required scopes');
  }
  const user = pool.findUser(claims.data.sub);
  if (user === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
  const family = pool.findFamily(claims.data.origin_jti);
  if (family === undefined || family.revoked) throw notAuthorized('Access Token has been revoked');
  return { user, family };
}

/** Whether a text is a JWT, as access and ID tokens are and refresh tokens of this engine are not. */
export function isJwt(token: string): boolean {
  try {
    return decodeJwt(token).token_use !== undefined;
  } catch {
    return false;
  }
}

export function notAuthorized(message: string): AwsError {
  return new AwsError('NotAuthorizedException', message);
}
