import {
  type CognitoIdentityProviderClient,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { APP_CLIENT_NAME, userPoolName } from '../../config/identity-names';
import { CommandError } from './command-error';

export interface FoundUserPool {
  readonly userPoolId: string;
  readonly clientId: string;
}

/** Cognito's own limit of a page, and as many pages as an account may have pools (1,000 by default). */
const PAGE = 60;
const MOST_PAGES = 20;

/** The ids that a pool's name stands for. */
const poolIds = async (cognito: CognitoIdentityProviderClient, name: string): Promise<readonly string[]> => {
  const found: string[] = [];
  let next: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await cognito.send(new ListUserPoolsCommand({ MaxResults: PAGE, NextToken: next }));
    for (const { Id, Name } of answer.UserPools ?? []) if (Name === name && Id !== undefined) found.push(Id);
    next = answer.NextToken;
    if (next === undefined) return found;
  }
  throw new CommandError('refused', 'The account has too many user pools to look through. Name the pool by its id.');
};

const clientIds = async (cognito: CognitoIdentityProviderClient, userPoolId: string): Promise<readonly string[]> => {
  const answer = await cognito.send(new ListUserPoolClientsCommand({ UserPoolId: userPoolId, MaxResults: PAGE }));
  return (answer.UserPoolClients ?? []).flatMap(({ ClientId, ClientName }) =>
    ClientName === APP_CLIENT_NAME && ClientId !== undefined ? [ClientId] : [],
  );
};

const theOne = (ids: readonly string[], what: string, hint: string): string => {
  const [id, ...others] = ids;
  if (id === undefined) throw new CommandError('unreachable', `There is no ${what} here. ${hint}`);
  // Names are not unique in Cognito: whoever makes a second one of the same name must not be guessed at.
  if (others.length > 0) {
    throw new CommandError('refused', `There are ${ids.length} of ${what}. Name the pool and client by their ids.`);
  }
  return id;
};

/** Finds the pool and client of a stage by the names that the templates give them. */
export const findUserPool = async (cognito: CognitoIdentityProviderClient, stage: string): Promise<FoundUserPool> => {
  const name = userPoolName(stage);
  const hint = 'Is the stage deployed, and are Region and profile the right ones?';
  const userPoolId = theOne(await poolIds(cognito, name), `user pool ${name}`, hint);
  const clientId = theOne(await clientIds(cognito, userPoolId), `app client ${APP_CLIENT_NAME}`, hint);
  return { userPoolId, clientId };
};
