import * as z from 'zod';
import { AwsError } from '../http/aws-error';
import { operation, type JsonOperation } from '../http/aws-json-protocol';
import { notAuthorized } from './access-token';
import { newCredentials } from './new-credentials';
import type { Challenge, SignInSessions } from './sign-in-sessions';
import type { SignInSteps } from './sign-in-steps';
import { signatureFits } from './srp';
import { newTotpSecret, periodOf } from './totp';
import type { UserPool } from './user-pool';

export interface ChallengeContext {
  readonly pool: UserPool;
  readonly sessions: SignInSessions;
  readonly steps: SignInSteps;
}

type ChallengeOf<Name extends Challenge['name']> = Extract<Challenge, { readonly name: Name }>;
type Responses = Readonly<Record<string, string>>;

const Session = z.string().min(20).max(2048);
const UserCode = z.string().max(6);

/** The second and later halves of a sign-in. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html */
export function challengeOperations(context: ChallengeContext): Readonly<Record<string, JsonOperation>> {
  const { pool, sessions, steps } = context;

  const challengeOf = (session: string): Challenge => {
    const challenge = sessions.find(session);
    if (challenge === undefined) throw notAuthorized('Invalid session for the user, session is expired.');
    return challenge;
  };
  const setUpOf = (session: string): ChallengeOf<'MFA_SETUP'> => {
    const challenge = challengeOf(session);
    if (challenge.name !== 'MFA_SETUP') throw notAuthorized('Invalid session for the user.');
    return challenge;
  };

  const verifyPassword = (challenge: ChallengeOf<'PASSWORD_VERIFIER'>, session: string, responses: Responses) => {
    const claim = {
      signature: required(responses, 'PASSWORD_CLAIM_SIGNATURE'),
      secretBlock: required(responses, 'PASSWORD_CLAIM_SECRET_BLOCK'),
      timestamp: required(responses, 'TIMESTAMP'),
    };
    sessions.end(session);
    const { userId, exchange } = challenge;
    const fits = signatureFits(exchange, { userPoolId: pool.id, userId }, claim);
    const user = pool.findUser(userId);
    if (!fits || user === undefined) throw notAuthorized('Incorrect username or password.');
    return steps.afterPassword(user, 'required');
  };
  const setPassword = async (
    challenge: ChallengeOf<'NEW_PASSWORD_REQUIRED'>,
    session: string,
    responses: Responses,
  ) => {
    const credentials = await newCredentials(pool.id, challenge.user, required(responses, 'NEW_PASSWORD'));
    sessions.end(session);
    await pool.updateUser(challenge.user, { ...credentials, status: 'CONFIRMED' });
    return steps.afterNewPassword(challenge.user, 'required');
  };
  const finishSetUp = (challenge: ChallengeOf<'MFA_SETUP'>, session: string) => {
    if (challenge.verified !== true) throw notAuthorized('Software Token MFA is not set up yet.');
    sessions.end(session);
    return steps.issueTokens(challenge.user);
  };
  const verifyCode = async ({ user }: ChallengeOf<'SOFTWARE_TOKEN_MFA'>, session: string, responses: Responses) => {
    const code = required(responses, 'SOFTWARE_TOKEN_MFA_CODE');
    const period = user.totp && periodOf(code, user.totp.secret, pool.now());
    if (user.totp === undefined || period === undefined) {
      sessions.fail(session);
      throw new AwsError('CodeMismatchException', 'Invalid code received for user');
    }
    // RFC 6238, 5.2: a code is good once.
    if (period <= user.totp.lastPeriod) {
      throw new AwsError('ExpiredCodeException', 'Your software token has already been used once.');
    }
    sessions.end(session);
    await pool.updateUser(user, { totp: { ...user.totp, lastPeriod: period } });
    return steps.issueTokens(user);
  };

  return {
    RespondToAuthChallenge: operation(
      z.object({
        ClientId: z.string(),
        ChallengeName: z.string(),
        Session,
        ChallengeResponses: z.record(z.string(), z.string().max(2048)).default({}),
      }),
      async ({ ClientId, ChallengeName, Session: session, ChallengeResponses: responses }) => {
        if (ClientId !== pool.clientId)
          throw new AwsError('ResourceNotFoundException', 'User pool client does not exist.');
        const challenge = challengeOf(session);
        if (challenge.name !== ChallengeName) throw notAuthorized('Invalid session for the user.');
        requireUser(challenge, required(responses, 'USERNAME'));
        switch (challenge.name) {
          case 'PASSWORD_VERIFIER':
            return verifyPassword(challenge, session, responses);
          case 'NEW_PASSWORD_REQUIRED':
            return setPassword(challenge, session, responses);
          case 'MFA_SETUP':
            return finishSetUp(challenge, session);
          case 'SOFTWARE_TOKEN_MFA':
            return verifyCode(challenge, session, responses);
        }
      },
    ),
    /** Each answer's `Session` takes the place of the one before. */
    AssociateSoftwareToken: operation(z.object({ Session }), ({ Session: session }) => {
      const { name, user } = setUpOf(session);
      sessions.end(session);
      const SecretCode = newTotpSecret();
      return { SecretCode, Session: sessions.begin({ name, user, secret: SecretCode }) };
    }),
    VerifySoftwareToken: operation(
      z.object({ Session, UserCode, FriendlyDeviceName: z.string().max(256).optional() }),
      async ({ Session: session, UserCode: code }) => {
        const { name, user, secret } = setUpOf(session);
        if (secret === undefined) throw notAuthorized('Software token is not associated with the user.');
        const period = periodOf(code, secret, pool.now());
        if (period === undefined) {
          sessions.fail(session);
          throw new AwsError('EnableSoftwareTokenMFAException', 'Code mismatch');
        }
        sessions.end(session);
        await pool.updateUser(user, { totp: { secret, lastPeriod: period } });
        return { Status: 'SUCCESS', Session: sessions.begin({ name, user, secret, verified: true }) };
      },
    ),
  };
}

/** A session is of one user, under the name that the first challenge told. */
function requireUser(challenge: Challenge, username: string): void {
  const userId = challenge.name === 'PASSWORD_VERIFIER' ? challenge.userId : challenge.user.sub;
  if (username !== userId) throw notAuthorized('Invalid session for the user.');
}

function required(responses: Responses, name: string): string {
  const value = responses[name];
  if (value === undefined || value === '') {
    throw new AwsError('InvalidParameterException', `Missing required parameter ${name}`);
  }
  return value;
}
