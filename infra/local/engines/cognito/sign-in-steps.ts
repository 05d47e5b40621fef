import { randomBytes } from 'node:crypto';
import { notAuthorized } from './access-token';
import type { Challenge, SignInSessions } from './sign-in-sessions';
import type { StoredUser } from './stored-user-pool';
import type { TokenIssuer } from './token-issuer';
import type { UserPool } from './user-pool';

export interface SignInStepsOptions {
  readonly pool: UserPool;
  readonly tokens: TokenIssuer;
  readonly sessions: SignInSessions;
  readonly refreshTokenMilliseconds: number;
}

/** How the user got here. By password, as demo users sign in locally, a second factor is asked only of who has one. */
export type SecondFactor = 'required' | 'if-set-up';

/** The order of a sign-in: password, a new password, the second factor or its set-up, tokens. */
export class SignInSteps {
  /** Makes the made-up answers to unknown users the same each time. */
  readonly nobodyKey = randomBytes(32);

  constructor(private readonly options: SignInStepsOptions) {}

  /** What follows a password that fits. */
  afterPassword(user: StoredUser, secondFactor: SecondFactor): Promise<object> {
    if (!user.enabled) throw notAuthorized('User is disabled.');
    if (user.status === 'FORCE_CHANGE_PASSWORD') return Promise.resolve(this.#newPassword(user));
    return this.afterNewPassword(user, secondFactor);
  }

  /** What follows a password that is the user's own. */
  afterNewPassword(user: StoredUser, secondFactor: SecondFactor): Promise<object> {
    if (user.totp !== undefined) {
      // Clients keep USER_ID_FOR_SRP from the challenge before.
      return Promise.resolve(this.challenge({ name: 'SOFTWARE_TOKEN_MFA', user }, {}));
    }
    if (secondFactor === 'if-set-up') return this.issueTokens(user);
    const parameters = { USER_ID_FOR_SRP: user.sub, MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' };
    return Promise.resolve(this.challenge({ name: 'MFA_SETUP', user }, parameters));
  }

  /** Cognito does not pass a sign-in's `ClientMetadata` to the trigger. */
  async issueTokens(user: StoredUser): Promise<object> {
    const { pool, tokens, refreshTokenMilliseconds } = this.options;
    if (!user.enabled) throw notAuthorized('User is disabled.');
    const family = pool.newFamily(user, refreshTokenMilliseconds);
    const AuthenticationResult = await tokens.issue(user, family, 'TokenGeneration_Authentication', undefined, () =>
      pool.addFamily(family),
    );
    return { AuthenticationResult, ChallengeParameters: {} };
  }

  challenge(challenge: Challenge, ChallengeParameters: Readonly<Record<string, string>>): object {
    return { ChallengeName: challenge.name, ChallengeParameters, Session: this.options.sessions.begin(challenge) };
  }

  #newPassword(user: StoredUser): object {
    return this.challenge(
      { name: 'NEW_PASSWORD_REQUIRED', user },
      {
        USER_ID_FOR_SRP: user.sub,
        requiredAttributes: '[]',
        userAttributes: JSON.stringify({ email_verified: user.attributes.email_verified, email: user.email }),
      },
    );
  }
}
