import {
  type AuthenticationResultType,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  type RespondToAuthChallengeCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from 'cognito-srp-helper';
import { CommandError } from './command-error';
import { commandErrorOf } from './cognito-error';
import { newPassword } from './new-password';
import { enterCode, setUpSecondFactor } from './second-factor';
import type { Answer, OpenChallenge, SignInContext } from './sign-in-context';

/** Password, new password, set-up of the second factor, its code: never more. */
const MOST_CHALLENGES = 6;

/** The first answer, and the name by which Cognito knows the user. */
const startSrp = async ({
  cognito,
  pool,
  email,
  ask,
}: SignInContext): Promise<{ answer: Answer; username: string }> => {
  // False: the password is hashed with USER_ID_FOR_SRP, which only the answer tells, for e-mail addresses are aliases.
  const srp = createSrpSession(email, await ask('Password: '), pool.userPoolId, false);
  const started = await cognito.send(
    new InitiateAuthCommand(
      wrapInitiateAuth(srp, {
        ClientId: pool.clientId,
        AuthFlow: 'USER_SRP_AUTH',
        AuthParameters: { USERNAME: email },
      }),
    ),
  );
  const username = started.ChallengeParameters?.USER_ID_FOR_SRP ?? email;
  if (started.ChallengeName !== 'PASSWORD_VERIFIER') return { answer: started, username };
  const response = wrapAuthChallenge<RespondToAuthChallengeCommandInput>(signSrpSession(srp, started), {
    ClientId: pool.clientId,
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeResponses: { USERNAME: username },
    Session: started.Session,
  });
  return { answer: await cognito.send(new RespondToAuthChallengeCommand(response)), username };
};

/** What this pool may ask for after the password, and what answers it. */
const STEPS: ReadonlyMap<string, (context: SignInContext, open: OpenChallenge) => Promise<Answer>> = new Map([
  ['NEW_PASSWORD_REQUIRED', newPassword],
  ['MFA_SETUP', setUpSecondFactor],
  ['SOFTWARE_TOKEN_MFA', enterCode],
]);

const respond = async (context: SignInContext, answer: Answer, username: string): Promise<Answer> => {
  const open: OpenChallenge = { username, session: answer.Session ?? '' };
  const step = STEPS.get(answer.ChallengeName ?? '');
  if (step === undefined) {
    throw new CommandError(
      'refused',
      `Cognito asks for ${answer.ChallengeName ?? 'nothing'}, which is not known here.`,
    );
  }
  return step(context, open);
};

const refusalOf = (error: unknown): CommandError => {
  if (!(error instanceof Error) || error.name !== 'NotAuthorizedException') return commandErrorOf(error);
  const { message } = error;
  if (/session/i.test(message)) {
    return new CommandError('refused', 'The sign-in took longer than Cognito allows (three minutes). Start again.');
  }
  if (/temporary password has expired/i.test(message)) {
    return new CommandError('refused', 'The temporary password has expired. Have the invitation sent again.');
  }
  if (/attempts|blocked|disabled/i.test(message)) {
    return new CommandError('refused', 'Cognito refuses this user for now: disabled, blocked, or too many attempts.');
  }
  return new CommandError('refused', 'There is no such user with this password.');
};

/**
 * Signs in by `USER_SRP_AUTH`, through whatever Cognito asks for on the way.
 * @throws CommandError with a sentence for the person
 */
export const srpSignIn = async (context: SignInContext): Promise<AuthenticationResultType> => {
  try {
    let { answer, username } = await startSrp(context);
    for (let step = 0; step < MOST_CHALLENGES; step += 1) {
      if (answer.AuthenticationResult !== undefined) return answer.AuthenticationResult;
      // Not every challenge says it again.
      username = answer.ChallengeParameters?.USER_ID_FOR_SRP ?? username;
      answer = await respond(context, answer, username);
    }
  } catch (error) {
    throw refusalOf(error);
  }
  throw new CommandError('refused', 'Cognito asks for more and more. Nothing was signed in.');
};
