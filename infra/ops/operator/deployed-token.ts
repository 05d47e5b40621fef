import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { Environment } from '../../local/home';
import { CommandError } from './command-error';
import { commandErrorOf } from './cognito-error';
import { cognitoClient } from './cognito-place';
import { findUserPool, type FoundUserPool } from './find-user-pool';
import { hiddenPrompt } from './hidden-prompt';
import { emailOf, flagsOf, stageOf } from './operator-arguments';
import { srpSignIn } from './srp-sign-in';

export const DEPLOYED_TOKEN_HELP = `Usage: npm run --silent token -- --stage STAGE --email EMAIL [--id | --refresh]
                                  [--user-pool ID --client ID]

Signs in to the user pool of a deployed stage (SRP, one-time code) and prints the access token alone on stdout. At the
first sign-in it sets your own password and your authenticator. Password and codes are asked for and not shown; from a
pipe, one line each.

  --stage      the stage that was deployed, such as prod; local: the stack that npm start runs
  --email      who signs in
  --user-pool  the output UserPoolId of the stack Phiducia-STAGE-Identity, and
  --client     its output UserPoolClientId: then no AWS credentials are needed
  --id         print the ID token instead
  --refresh    print the refresh token instead
  --help       show this

AWS_REGION and AWS_PROFILE say where the stage is. Exit status: 0 done; 1 refused; 2 wrong usage; 3 not found or no answer.
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const OPTIONS = {
  ...{ stage: text, email: text, 'user-pool': text, client: text },
  ...{ id: flag, refresh: flag, help: { ...flag, short: 'h' } },
} as const;

const REGION_OF_POOL = /^([a-z]{2}(?:-[a-z]+)+-\d)_[A-Za-z0-9]{1,60}$/;

const namedPool = (userPoolId: string | undefined, clientId: string | undefined): FoundUserPool | undefined => {
  if (userPoolId === undefined && clientId === undefined) return undefined;
  if (userPoolId === undefined || clientId === undefined) {
    throw new CommandError('usage', 'Name both --user-pool and --client, or neither.');
  }
  if (!REGION_OF_POOL.test(userPoolId) || !/^[a-z0-9]{1,128}$/.test(clientId)) {
    throw new CommandError('usage', '--user-pool looks like us-east-1_AbCd, --client like 1example23.');
  }
  return { userPoolId, clientId };
};

const theirs = async (cognito: CognitoIdentityProviderClient, stage: string): Promise<FoundUserPool> => {
  try {
    return await findUserPool(cognito, stage);
  } catch (error) {
    throw commandErrorOf(error);
  }
};

/** `npm run token -- --stage …`: the token on stdout, everything else on stderr. */
export const deployedToken = async (argv: readonly string[], environment: Environment): Promise<void> => {
  const { id, refresh, help, ...values } = flagsOf(argv, OPTIONS);
  if (help) {
    process.stdout.write(DEPLOYED_TOKEN_HELP);
    return;
  }
  const [stage, email] = [stageOf(values.stage), emailOf(values.email)];
  const named = namedPool(values['user-pool'], values.client);
  if (id && refresh) throw new CommandError('usage', 'Choose one of --id and --refresh.');
  const cognito = cognitoClient(stage, environment, REGION_OF_POOL.exec(named?.userPoolId ?? '')?.[1]);
  const pool = named ?? (await theirs(cognito, stage));
  const prompt = hiddenPrompt();
  const tokens = await srpSignIn({
    ...{ cognito, pool, email, issuer: `Phiducia ${stage}`, ask: prompt.ask },
    tell: (line) => process.stderr.write(`${line}\n`),
  }).finally(() => {
    prompt.close();
  });
  const token = id ? tokens.IdToken : refresh ? tokens.RefreshToken : tokens.AccessToken;
  process.stdout.write(`${token ?? ''}\n`);
};
