import { RespondToAuthChallengeCommand } from '@aws-sdk/client-cognito-identity-provider';
import { CommandError } from './command-error';
import type { Answer, OpenChallenge, SignInContext } from './sign-in-context';

const MOST_TRIES = 3;

const RULES = '14 characters or more, with small and capital letters, digits, and symbols';

const isRefusedPassword = (error: unknown): boolean =>
  error instanceof Error && /^(InvalidPassword|PasswordHistoryPolicyViolation)Exception$/.test(error.name);

/** Two equal lines, or the question again, a few times. */
const askTwice = async ({ ask, tell }: SignInContext): Promise<string> => {
  for (let tried = 1; tried <= MOST_TRIES; tried += 1) {
    const first = await ask('New password: ');
    if (first === (await ask('The same again: '))) return first;
    tell('They differ.');
  }
  throw new CommandError('refused', 'No new password was set. Start again.');
};

/** The first sign-in: the temporary password is done with. A password that the pool refuses may be tried again. */
export const newPassword = async (context: SignInContext, { username, session }: OpenChallenge): Promise<Answer> => {
  const { cognito, pool, tell } = context;
  tell(`This password was temporary. Choose your own: ${RULES}.`);
  for (let tried = 1; ; tried += 1) {
    const response = new RespondToAuthChallengeCommand({
      ClientId: pool.clientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ChallengeResponses: { USERNAME: username, NEW_PASSWORD: await askTwice(context) },
      Session: session,
    });
    try {
      return await cognito.send(response);
    } catch (error) {
      if (tried >= MOST_TRIES || !isRefusedPassword(error)) throw error;
      tell(`The pool refuses it. It wants ${RULES}, and none of the last 12.`);
    }
  }
};
