import * as z from 'zod';
import { AwsError } from '../http/aws-error';
import { operation, type JsonOperation } from '../http/aws-json-protocol';
import { authenticate, isJwt, notAuthorized } from './access-token';
import { byPassword, bySrp } from './first-steps';
import { generationOf, originJtiOf } from './refresh-token';
import type { SignInSteps } from './sign-in-steps';
import type { SigningKey } from './signing-key';
import { userAttributes, type TokenIssuer } from './token-issuer';
import type { UserPool } from './user-pool';

export interface SignInContext {
  readonly pool: UserPool;
  readonly issuer: string;
  readonly signingKey: SigningKey;
  readonly tokens: TokenIssuer;
  readonly steps: SignInSteps;
}

const Token = z.string().min(1).max(8192);
const ClientMetadata = z.record(z.string(), z.string()).optional();
const AccessToken = z.object({ AccessToken: Token });

/** What users do for themselves: begin to sign in, refresh, sign out. The rest of a sign-in: `challenge-operations.ts`. */
export function signInOperations(context: SignInContext): Readonly<Record<string, JsonOperation>> {
  const { pool, issuer, signingKey, tokens } = context;
  const requireClient = (clientId: string) => {
    if (clientId !== pool.clientId) throw new AwsError('ResourceNotFoundException', 'User pool client does not exist.');
  };
  return {
    /** The answer to an unknown user and to a wrong password is one and the same, and takes the same time. */
    InitiateAuth: operation(
      z.object({
        AuthFlow: z.string(),
        ClientId: z.string(),
        AuthParameters: z.record(z.string(), z.string().max(2048)).default({}),
      }),
      async ({ AuthFlow, ClientId, AuthParameters }) => {
        requireClient(ClientId);
        if (AuthFlow === 'USER_PASSWORD_AUTH') return byPassword(context, AuthParameters);
        if (AuthFlow === 'USER_SRP_AUTH') return bySrp(context, AuthParameters);
        // With rotation on, Cognito refuses REFRESH_TOKEN_AUTH as well: GetTokensFromRefreshToken takes its place.
        throw new AwsError('InvalidParameterException', `${AuthFlow.slice(0, 40)} is not enabled for the client.`);
      },
    ),
    /** Rotates: the token given dies at once (no grace period), the new one lives for what remains of the time. */
    GetTokensFromRefreshToken: operation(
      z.object({ RefreshToken: Token, ClientId: z.string(), ClientMetadata }),
      async ({ RefreshToken, ClientId, ClientMetadata: metadata }) => {
        requireClient(ClientId);
        const family = pool.findFamily(originJtiOf(RefreshToken));
        const generation = family && generationOf(RefreshToken, family);
        if (family === undefined || generation === undefined) throw notAuthorized('Invalid Refresh Token');
        const user = pool.findUser(family.sub);
        if (user === undefined || family.revoked) throw notAuthorized('Refresh Token has been revoked');
        if (family.expiresAt <= pool.now().getTime()) throw notAuthorized('Refresh Token has expired');
        if (!user.enabled) throw notAuthorized('User is disabled.');
        const requireUnused = () => {
          if (family.revoked) throw notAuthorized('Refresh Token has been revoked');
          if (generation !== family.generation) {
            throw new AwsError('RefreshTokenReuseException', 'Refresh token has been invalidated by rotation.');
          }
        };
        requireUnused();
        const AuthenticationResult = await tokens.issue(user, family, 'TokenGeneration_RefreshTokens', metadata, () => {
          // Again, since another request may have used the token while the trigger ran.
          requireUnused();
          family.generation += 1;
          return pool.save();
        });
        return { AuthenticationResult };
      },
    ),
    /** Revokes the refresh token and all tokens that came from the same sign-in; unknown ones pass (RFC 7009, 2.2). */
    RevokeToken: operation(z.object({ Token, ClientId: z.string() }), async (input) => {
      requireClient(input.ClientId);
      if (isJwt(input.Token)) throw new AwsError('UnsupportedTokenTypeException', 'Unsupported token type');
      const family = pool.findFamily(originJtiOf(input.Token));
      if (family !== undefined && generationOf(input.Token, family) !== undefined) {
        await pool.revokeFamilies((candidate) => candidate === family);
      }
      return {};
    }),
    GlobalSignOut: operation(AccessToken, async (input) => {
      const { user } = await authenticate(input.AccessToken, pool, issuer, signingKey);
      await pool.revokeFamilies(({ sub }) => sub === user.sub);
      return {};
    }),
    GetUser: operation(AccessToken, async (input) => {
      const { user } = await authenticate(input.AccessToken, pool, issuer, signingKey);
      const attributes = Object.entries(userAttributes(user)).map(([Name, Value]) => ({ Name, Value }));
      return { Username: user.sub, UserAttributes: attributes };
    }),
  };
}
