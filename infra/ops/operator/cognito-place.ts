import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { LOCAL_REGION } from '../../local/local-resources';
import { homeOf, type Environment } from '../../local/home';
import { readRuntime } from '../../local/runtime-file';
import { CommandError } from './command-error';

/** The stage that means the stack which `npm start` runs on this machine. */
export const LOCAL_STAGE = 'local';

/** The stack that runs on this machine has its own Cognito. */
const localClient = (environment: Environment): CognitoIdentityProviderClient => {
  const home = homeOf(environment);
  const runtime = readRuntime(home);
  if (runtime === undefined) {
    throw new CommandError('unreachable', `No local stack runs on ${home}. Start it with npm start.`);
  }
  return new CognitoIdentityProviderClient({
    region: LOCAL_REGION,
    endpoint: runtime.cognito_url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
};

/**
 * A client for the Cognito of a stage: the local one, or AWS with the Region, profile, and credentials of the environment.
 * @param region of a pool that was named; else the environment's
 */
export const cognitoClient = (
  stage: string,
  environment: Environment,
  region?: string,
): CognitoIdentityProviderClient => {
  // Else the SDK says on Node.js 20 that it will want 22, between the questions.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  if (stage === LOCAL_STAGE) return localClient(environment);
  return new CognitoIdentityProviderClient({ ...(region && { region }) });
};
