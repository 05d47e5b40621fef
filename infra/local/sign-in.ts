import * as z from 'zod';
import type { Runtime } from './runtime-file';

export interface Tokens {
  readonly access: string;
  readonly id: string;
  readonly refresh: string;
}

const Answer = z.object({
  AuthenticationResult: z.object({ AccessToken: z.string(), IdToken: z.string(), RefreshToken: z.string() }),
});

const Refusal = z.object({ __type: z.string() });

/** A sentence for the person who asked for a token. */
class SignInError extends Error {
  override readonly name = 'SignInError';
}

const refusalOf = (answer: unknown): string => {
  const parsed = Refusal.safeParse(answer);
  return parsed.success ? (parsed.data.__type.split('#').at(-1) ?? '') : '';
};

const request = async (
  { cognito_url, client_id }: Pick<Runtime, 'cognito_url' | 'client_id'>,
  parameters: object,
): Promise<unknown> => {
  const body = JSON.stringify({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: client_id, AuthParameters: parameters });
  const headers = {
    'Content-Type': 'application/x-amz-json-1.1',
    'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth',
  };
  try {
    const response = await fetch(cognito_url, { method: 'POST', headers, body });
    return await response.json();
  } catch {
    throw new SignInError('The local stack does not answer. Start it with npm start.');
  }
};

/**
 * Signs in to a running stack, as an application does with `InitiateAuth`.
 * @throws SignInError
 */
export const signIn = async (
  stack: Pick<Runtime, 'cognito_url' | 'client_id'>,
  email: string,
  password: string,
): Promise<Tokens> => {
  const answer = await request(stack, { USERNAME: email, PASSWORD: password });
  const parsed = Answer.safeParse(answer);
  if (parsed.success) {
    const { AccessToken, IdToken, RefreshToken } = parsed.data.AuthenticationResult;
    return { access: AccessToken, id: IdToken, refresh: RefreshToken };
  }
  const refusal = refusalOf(answer);
  if (refusal === 'NotAuthorizedException' || refusal === 'UserNotFoundException') {
    throw new SignInError(`There is no user ${email} with this password.`);
  }
  throw new SignInError(`Signing in failed${refusal === '' ? '' : ` (${refusal})`}; the log of the stack says more.`);
};
