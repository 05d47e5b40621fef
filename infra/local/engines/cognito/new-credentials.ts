import { AwsError } from '../http/aws-error';
import { hashPassword } from './password-hash';
import { srpVerifier } from './srp';
import type { StoredUser } from './stored-user-pool';

/** The rules of `infra/constructs/workforce-user-pool.ts`, but for the passwords of before. */
const MINIMUM_LENGTH = 14;
const CLASSES: readonly (readonly [RegExp, string])[] = [
  [/[a-z]/, 'lowercase characters'],
  [/[A-Z]/, 'uppercase characters'],
  [/[0-9]/, 'numeric characters'],
  [/[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+ -]/, 'symbol characters'],
];

/**
 * What is stored of a new password, for both flows of sign-in.
 * @throws AwsError where the pool's policy refuses it
 */
export async function newCredentials(
  userPoolId: string,
  { sub }: StoredUser,
  password: string,
): Promise<Required<Pick<StoredUser, 'password' | 'srp'>>> {
  if (password.length < MINIMUM_LENGTH) throw refusal('Password not long enough');
  for (const [pattern, characters] of CLASSES) {
    if (!pattern.test(password)) throw refusal(`Password must have ${characters}`);
  }
  return { password: await hashPassword(password), srp: srpVerifier({ userPoolId, userId: sub }, password) };
}

function refusal(reason: string): AwsError {
  return new AwsError('InvalidPasswordException', `Password did not conform with policy: ${reason}`);
}
