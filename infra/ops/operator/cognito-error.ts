import { CognitoIdentityProviderServiceException } from '@aws-sdk/client-cognito-identity-provider';
import { CommandError } from './command-error';

/** What AWS refused by name, for a person. What is not here is said by its name alone. */
const SENTENCES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'These credentials may not do this in Cognito.',
  ExpiredTokenException: 'The AWS credentials have expired. Sign in to AWS again.',
  UnrecognizedClientException: 'AWS does not know these credentials.',
  InvalidSignatureException: 'AWS does not accept these credentials. Is the clock right?',
  TooManyRequestsException: 'Cognito asks to wait. Try again in a minute.',
  LimitExceededException: 'Cognito’s limit is reached, such as that of invitations in a day. Try again later.',
  InvalidPasswordException:
    'The pool refuses this password: 14 characters or more, with small and capital letters, digits, and symbols, none of the last 12.',
  PasswordHistoryPolicyViolationException: 'This password was used before. Choose another one.',
  PasswordResetRequiredException: 'The password must be reset first; Cognito may know it from a breach.',
  UserLambdaValidationException: 'The token trigger refused. Is the Region approved, and HIPAA_ENABLED true?',
  ExpiredCodeException: 'This code was used already. Wait for the next one, and start again.',
};

/** Turns what a call threw into a sentence; ours pass. */
export const commandErrorOf = (error: unknown): CommandError => {
  if (error instanceof CommandError) return error;
  const name = error instanceof Error ? error.name : typeof error;
  const sentence = SENTENCES[name];
  if (sentence !== undefined) return new CommandError('refused', sentence, { cause: error });
  if (error instanceof CognitoIdentityProviderServiceException) {
    return new CommandError('refused', `Cognito refused: ${name}.`, { cause: error });
  }
  if (name === 'CredentialsProviderError') {
    return new CommandError('unreachable', 'There are no AWS credentials. Set AWS_PROFILE, or sign in to AWS.', {
      cause: error,
    });
  }
  if (error instanceof Error && error.message === 'Region is missing') {
    return new CommandError('unreachable', 'There is no Region. Set AWS_REGION to the one of the deployment.');
  }
  return new CommandError('unreachable', `Cognito does not answer (${name}).`, { cause: error });
};
