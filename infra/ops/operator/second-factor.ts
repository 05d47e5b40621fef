import {
  AssociateSoftwareTokenCommand,
  RespondToAuthChallengeCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CommandError } from './command-error';
import type { Answer, OpenChallenge, SignInContext } from './sign-in-context';

const MOST_TRIES = 3;

/** The errors by which Cognito says that six digits were not the right ones. */
const WRONG_CODE = new Set(['CodeMismatchException', 'EnableSoftwareTokenMFAException']);

/** Asks for a code, and again when it was wrong; the session allows a few tries. */
const withCode = async <T>({ ask, tell }: SignInContext, send: (code: string) => Promise<T>): Promise<T> => {
  for (let tried = 1; tried <= MOST_TRIES; tried += 1) {
    const code = (await ask('Code of the authenticator (6 digits): ')).replaceAll(' ', '');
    if (!/^\d{6}$/.test(code)) {
      tell('A code has six digits.');
      continue;
    }
    try {
      return await send(code);
    } catch (error) {
      if (!(error instanceof Error) || !WRONG_CODE.has(error.name)) throw error;
      tell('This is not the code of now. Is the clock of the authenticator right?');
    }
  }
  throw new CommandError('refused', 'The code was wrong. Start again.');
};

/** What an authenticator reads, as text or as a QR code. @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
const otpauthUri = (issuer: string, email: string, secret: string): string => {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(email)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;
};

/** The first sign-in: Cognito makes a secret, the authenticator takes it, a code of it proves that. */
export const setUpSecondFactor = async (
  context: SignInContext,
  { username, session }: OpenChallenge,
): Promise<Answer> => {
  const { cognito, pool, email, issuer, tell } = context;
  const { SecretCode = '', Session } = await cognito.send(new AssociateSoftwareTokenCommand({ Session: session }));
  tell('Add this to your authenticator. It is shown once, and is a secret like your password:');
  tell(otpauthUri(issuer, email, SecretCode));
  const verified = await withCode(context, async (UserCode) => {
    const answer = await cognito.send(new VerifySoftwareTokenCommand({ Session, UserCode }));
    if (answer.Status !== 'SUCCESS') throw new CommandError('refused', 'Cognito did not take the code. Start again.');
    return answer;
  });
  return cognito.send(
    new RespondToAuthChallengeCommand({
      ClientId: pool.clientId,
      ChallengeName: 'MFA_SETUP',
      ChallengeResponses: { USERNAME: username },
      Session: verified.Session,
    }),
  );
};

/** Every later sign-in. */
export const enterCode = (context: SignInContext, { username, session }: OpenChallenge): Promise<Answer> =>
  withCode(context, (code) =>
    context.cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId: context.pool.clientId,
        ChallengeName: 'SOFTWARE_TOKEN_MFA',
        ChallengeResponses: { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: code },
        Session: session,
      }),
    ),
  );
