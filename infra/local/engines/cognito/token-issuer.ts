import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { AwsError } from '../http/aws-error';
import {
  PreTokenGenerationAnswer,
  type PreTokenGenerationEvent,
  type PreTokenGenerationTrigger,
} from './pre-token-generation';
import { refreshTokenOf } from './refresh-token';
import type { SigningKey } from './signing-key';
import type { StoredUser, TokenFamily } from './stored-user-pool';
import { accessTokenClaims, idTokenClaims, type Claims } from './token-claims';
import type { UserPool } from './user-pool';

export interface TokenIssuerOptions {
  readonly pool: UserPool;
  readonly region: string;
  readonly issuer: string;
  readonly signingKey: SigningKey;
  readonly accessTokenMinutes: number;
  readonly idTokenMinutes: number;
  readonly preTokenGeneration?: PreTokenGenerationTrigger;
}

export type TriggerSource = PreTokenGenerationEvent['triggerSource'];

/** Issues the tokens of one sign-in or one refresh, after the trigger has had its say. Nothing is stored here. */
export class TokenIssuer {
  constructor(private readonly options: TokenIssuerOptions) {}

  /** A throwing trigger refuses the tokens; `beforeReply` makes the change durable that they presuppose. */
  async issue(
    user: StoredUser,
    family: TokenFamily,
    source: TriggerSource,
    clientMetadata: Readonly<Record<string, string>> | undefined,
    beforeReply: () => Promise<void>,
  ): Promise<object> {
    const override = await this.#override(user, source, clientMetadata);
    const { pool, issuer, accessTokenMinutes, idTokenMinutes } = this.options;
    const iat = Math.floor(pool.now().getTime() / 1000);
    const shared = {
      sub: user.sub,
      ...(user.groups.length > 0 && { 'cognito:groups': user.groups }),
      iss: issuer,
      origin_jti: family.originJti,
      event_id: family.eventId,
      auth_time: family.authTime,
      iat,
    };
    const access = accessTokenClaims(
      {
        ...shared,
        client_id: pool.clientId,
        token_use: 'access',
        exp: iat + accessTokenMinutes * 60,
        jti: randomUUID(),
        username: user.sub,
      },
      override,
    );
    const id = idTokenClaims(
      {
        ...shared,
        ...userAttributes(user),
        email_verified: user.attributes.email_verified === 'true',
        'cognito:username': user.sub,
        aud: pool.clientId,
        token_use: 'id',
        exp: iat + idTokenMinutes * 60,
        jti: randomUUID(),
      },
      override,
    );
    await beforeReply();
    const [AccessToken, IdToken] = await Promise.all([this.#sign(access), this.#sign(id)]);
    const RefreshToken = refreshTokenOf(family);
    return { AccessToken, IdToken, RefreshToken, TokenType: 'Bearer', ExpiresIn: accessTokenMinutes * 60 };
  }

  /** Header `kid` and `alg` only, as Cognito's. */
  #sign(claims: Claims): Promise<string> {
    const { privateKey, publicJwk } = this.options.signingKey;
    return new SignJWT({ ...claims }).setProtectedHeader({ kid: publicJwk.kid, alg: 'RS256' }).sign(privateKey);
  }

  async #override(user: StoredUser, triggerSource: TriggerSource, clientMetadata?: Readonly<Record<string, string>>) {
    const { preTokenGeneration, pool, region } = this.options;
    if (preTokenGeneration === undefined) return undefined;
    const event: PreTokenGenerationEvent = {
      version: '2',
      triggerSource,
      region,
      userPoolId: pool.id,
      userName: user.sub,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: pool.clientId },
      request: {
        userAttributes: { ...userAttributes(user), 'cognito:user_status': user.status },
        groupConfiguration: { groupsToOverride: [...user.groups], iamRolesToOverride: [], preferredRole: null },
        scopes: ['aws.cognito.signin.user.admin'],
        ...(clientMetadata && { clientMetadata }),
      },
      response: { claimsAndScopeOverrideDetails: null },
    };
    const answer = await invoke(preTokenGeneration, event);
    const parsed = PreTokenGenerationAnswer.safeParse(answer);
    if (!parsed.success) throw new AwsError('InvalidLambdaResponseException', 'Unrecognizable lambda output');
    return parsed.data.response.claimsAndScopeOverrideDetails ?? undefined;
  }
}

async function invoke(trigger: PreTokenGenerationTrigger, event: PreTokenGenerationEvent): Promise<unknown> {
  try {
    return await trigger(event);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    throw new AwsError('UserLambdaValidationException', `PreTokenGeneration failed with error ${reason}.`);
  }
}

export function userAttributes(user: StoredUser): Readonly<Record<string, string>> {
  return { sub: user.sub, email: user.email, ...user.attributes };
}
