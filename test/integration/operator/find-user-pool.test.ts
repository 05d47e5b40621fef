import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { AwsError } from '../../../infra/local/engines/http/aws-error';
import { operation } from '../../../infra/local/engines/http/aws-json-protocol';
import { startAwsJsonEngine } from '../../../infra/local/engines/http/start-aws-json-engine';
import { commandErrorOf } from '../../../infra/ops/operator/cognito-error';
import { findUserPool } from '../../../infra/ops/operator/find-user-pool';
import * as z from 'zod';
import { clientOf } from '../engines/sdk-environment';

interface Account {
  /** Pages of pools, as `[id, name]`. */
  readonly pools: readonly (readonly (readonly [string, string])[])[];
  readonly clients: readonly (readonly [string, string])[];
  readonly refusal?: string;
}

let account: Account = { pools: [], clients: [] };

/** An account with other pools than the local one. */
const engine = startAwsJsonEngine({
  targetPrefix: 'AWSCognitoIdentityProviderService',
  namespace: 'com.amazonaws.cognitoidentityprovider',
  validationError: 'InvalidParameterException',
  operations: {
    ListUserPools: operation(z.object({ NextToken: z.string().optional() }), ({ NextToken }) => {
      if (account.refusal !== undefined) throw new AwsError(account.refusal, 'x');
      const page = Number(NextToken ?? 0);
      return {
        UserPools: (account.pools[page] ?? []).map(([Id, Name]) => ({ Id, Name })),
        NextToken: page + 1 < account.pools.length ? String(page + 1) : undefined,
      };
    }),
    ListUserPoolClients: operation(z.object({ UserPoolId: z.string() }), () => ({
      UserPoolClients: account.clients.map(([ClientId, ClientName]) => ({ ClientId, ClientName })),
    })),
  },
});
let cognito: CognitoIdentityProviderClient;
beforeAll(async () => {
  cognito = clientOf(CognitoIdentityProviderClient, 'COGNITO_IDENTITY_PROVIDER', (await engine).url);
});
afterAll(async () => (await engine).close());

const find = () => findUserPool(cognito, 'prod').catch((error: unknown) => Promise.reject(commandErrorOf(error)));
const OURS = ['us-east-1_ours', 'phiducia-prod'] as const;
const OTHERS = [
  ['us-east-1_dev', 'phiducia-dev'],
  ['us-east-1_like', 'phiducia-prod-2'],
] as const;
const CLIENT = ['1ours', 'workforce'] as const;

describe('the user pool of a stage', () => {
  it('is found by its name alone, on whatever page', async () => {
    account = { pools: [OTHERS, [OURS]], clients: [['2other', 'batch'], CLIENT] };

    expect(await find()).toEqual({ userPoolId: 'us-east-1_ours', clientId: '1ours' });
  });

  it.each([
    ['there is none of the name', { pools: [OTHERS], clients: [CLIENT] }, 'unreachable', 'Is the stage deployed'],
    ['there are two of the name', { pools: [[OURS], [OURS]], clients: [CLIENT] }, 'refused', 'There are 2'],
    ['it has no client of ours', { pools: [[OURS]], clients: [['2other', 'batch']] }, 'unreachable', 'app client'],
    ['it has two clients of ours', { pools: [[OURS]], clients: [CLIENT, CLIENT] }, 'refused', 'There are 2'],
    ['pages have no end', { pools: Array.from({ length: 30 }, () => OTHERS), clients: [] }, 'refused', 'too many'],
    [
      'the credentials may not look',
      { pools: [], clients: [], refusal: 'AccessDeniedException' },
      'refused',
      'may not do this',
    ],
    [
      'Cognito refuses for what has no sentence',
      { pools: [], clients: [], refusal: 'TeapotException' },
      'refused',
      'Cognito refused: TeapotException.',
    ],
  ] as const)('is not guessed at when %s', async (_, given, failure, message) => {
    account = given;

    await expect(find()).rejects.toMatchObject({ failure, message: expect.stringContaining(message) });
  });
});
