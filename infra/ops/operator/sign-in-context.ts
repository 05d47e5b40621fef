import type {
  CognitoIdentityProviderClient,
  InitiateAuthCommandOutput,
  RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { FoundUserPool } from './find-user-pool';
import type { Ask } from './hidden-prompt';

export interface SignInContext {
  readonly cognito: CognitoIdentityProviderClient;
  readonly pool: FoundUserPool;
  readonly email: string;
  /** The account's name in an authenticator, beside the address. */
  readonly issuer: string;
  readonly ask: Ask;
  /** Tells the person something; not on stdout. */
  readonly tell: (text: string) => void;
}

export type Answer = InitiateAuthCommandOutput | RespondToAuthChallengeCommandOutput;

/** A challenge as it stands, under the name by which Cognito knows the user. */
export interface OpenChallenge {
  readonly username: string;
  readonly session: string;
}
