import { readRuntime } from '../../../infra/local/runtime-file';
import { DEMO_PASSWORD } from '../../../infra/local/seed/demo-users';
import type { LocalStack } from '../../support/local-stack';
import type { LeakRun } from './leak-run';
import type { Plan } from './plan';
import type { Planting } from './planting';

/** Small enough to be called by its own hand: what AWS SDK clients would refuse to send is sent too. */
const callCognito = async (stack: LocalStack, operation: string, input: object): Promise<Response> => {
  const runtime = readRuntime(stack.home);
  const headers = {
    'Content-Type': 'application/x-amz-json-1.1',
    'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
  };
  const body = JSON.stringify({ ClientId: runtime?.client_id, ...input });
  return fetch(runtime?.cognito_url ?? '', { method: 'POST', headers, body });
};

const ADMIN = 'admin@demo.test';

type Attempt = (text: string, refreshToken: string) => readonly [operation: string, input: object];

/** What a person or a program says to sign in. */
const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  username: (text) => [
    'InitiateAuth',
    { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: text, PASSWORD: DEMO_PASSWORD } },
  ],
  'username of SRP': (text) => [
    'InitiateAuth',
    { AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: text, SRP_A: 'a1'.repeat(64) } },
  ],
  password: (text) => [
    'InitiateAuth',
    { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: ADMIN, PASSWORD: text } },
  ],
  'client metadata': (text) => [
    'InitiateAuth',
    {
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: ADMIN, PASSWORD: DEMO_PASSWORD },
      ClientMetadata: { note: text },
    },
  ],
  'client metadata of a refresh': (text, RefreshToken) => [
    'GetTokensFromRefreshToken',
    { RefreshToken, ClientMetadata: { note: text } },
  ],
  'refresh token': (text) => ['GetTokensFromRefreshToken', { RefreshToken: text }],
  session: (text) => [
    'RespondToAuthChallenge',
    { ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: text, ChallengeResponses: { USERNAME: text } },
  ],
};

/** Signs in with identifiers in each input of it. */
export const signInInputs = (plan: Plan): ((run: LeakRun) => Promise<void>) => {
  const attempts = Object.entries(ATTEMPTS).flatMap(([input, attempt]) =>
    plan
      .ofClasses({ entrance: 'sign-in', input }, 1)
      .map((planting): readonly [Attempt, Planting] => [attempt, planting]),
  );
  return async ({ stack, search }) => {
    for (const [attempt, { canary, input }] of attempts) {
      const { refresh } = await stack.signIn(ADMIN);
      const answer = await callCognito(stack, ...attempt(canary.value, refresh));
      search.look({ kind: 'answers of sign-ins', place: input }, await answer.text());
    }
  };
};
