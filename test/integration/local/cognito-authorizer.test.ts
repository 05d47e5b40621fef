import { CognitoAuthorizer, javaDate } from '../../../infra/local/gateway/cognito-authorizer';
import { MovedClock } from '../../../infra/local/moved-clock';
import { CLIENT_ID, type TokenSigner, tokenSigner, USER_POOL_ID } from './signed-tokens';

let signer: TokenSigner;
let clock: MovedClock;
let authorizer: CognitoAuthorizer;

beforeAll(async () => {
  signer = await tokenSigner();
});

beforeEach(() => {
  clock = new MovedClock();
  authorizer = new CognitoAuthorizer({
    userPoolId: USER_POOL_ID,
    clientId: CLIENT_ID,
    jwks: signer.jwks,
    now: () => clock.now(),
  });
});

const seconds = (fromNow: number): number => Math.floor(Date.now() / 1000) + fromNow;

describe('164.312(d) person or entity authentication: the authorizer refuses', () => {
  const refusals: readonly (readonly [string, () => readonly string[] | Promise<readonly string[]>])[] = [
    ['no header', () => []],
    ['an empty header', () => ['']],
    ['no scheme', async () => [await signer.access()]],
    ['another scheme', async () => [`Basic ${await signer.access()}`]],
    ['a token that is no token', () => ['Bearer abc']],
    ['two headers, both good', async () => [`Bearer ${await signer.access()}`, `Bearer ${await signer.access()}`]],
    ['alg none', () => [`Bearer ${signer.unsigned()}`]],
    ['alg none with something for a signature', () => [`Bearer ${signer.unsigned()}AA`]],
    ['a MAC with the public key', () => [`Bearer ${signer.hmacWithPublicKey()}`]],
    ['another key of the same name', async () => [`Bearer ${await (await tokenSigner()).access()}`]],
    ['a key that it was not given (RELIABILITY 23)', async () => [`Bearer ${await signer.access({}, 'newer')}`]],
    ['an expired token', async () => [`Bearer ${await signer.access({ exp: seconds(-1) })}`]],
    ['a token without expiry', async () => [`Bearer ${await signer.access({ exp: undefined })}`]],
    ['a token that is not valid yet', async () => [`Bearer ${await signer.access({ nbf: seconds(60) })}`]],
    ['an ID token', async () => [`Bearer ${await signer.access({ token_use: 'id', aud: CLIENT_ID })}`]],
    ['another app client', async () => [`Bearer ${await signer.access({ client_id: 'other' })}`]],
    [
      'a token without the scope',
      async () => [`Bearer ${await signer.access({ scope: 'aws.cognito.signin.user.admin' })}`],
    ],
    ['a scope that only begins alike', async () => [`Bearer ${await signer.access({ scope: 'phiducia/api2' })}`]],
    [
      'another user pool',
      async () => [
        `Bearer ${await signer.access({ iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other' })}`,
      ],
    ],
  ];

  it.each(refusals)('%s', async (_, headers) => {
    expect(authorizer.authorize(await headers())).toBeUndefined();
  });

  it('one changed character of the payload', async () => {
    const [header, payload, signature] = (await signer.access()).split('.');
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, 'cognito:groups': ['auditor'] })).toString('base64url');
    expect(authorizer.authorize([`Bearer ${header}.${payload}.${signature}`])).toBeDefined();
    expect(authorizer.authorize([`Bearer ${header}.${forged}.${signature}`])).toBeUndefined();
  });
});

describe('the authorizer goes by the stack’s clock', () => {
  it('refuses a token once its time is over, and takes it again when the clock goes back: nothing is cached', async () => {
    const headers = [`Bearer ${await signer.access()}`];
    expect(authorizer.authorize(headers)).toBeDefined();
    clock.move(901_000);
    expect(authorizer.authorize(headers)).toBeUndefined();
    clock.move(-86_400_000);
    expect(authorizer.authorize(headers)).toBeDefined();
  });

  it('takes a token that is expired by the machine’s clock alone', async () => {
    clock.move(-86_400_000);
    const token = await signer.access({ iat: seconds(-86_400), exp: seconds(-86_400 + 900) });
    expect(authorizer.authorize([`bearer ${token}`])).toBeDefined();
  });
});

describe('claims are handed over as API Gateway does', () => {
  it('all of them text, groups joined, exp and iat as dates', async () => {
    const token = await signer.access({ iat: 1_469_818_373, exp: seconds(60), auth_time: 1_469_818_373, flag: true });
    const claims = authorizer.authorize([`Bearer ${token}`]);
    expect(claims).toMatchObject({
      'cognito:groups': 'admin,platform',
      iat: 'Fri Jul 29 18:52:53 UTC 2016',
      auth_time: '1469818373',
      flag: 'true',
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin phiducia/api',
    });
    expect(Object.values(claims ?? {}).every((value) => typeof value === 'string')).toBe(true);
    expect(claims).not.toHaveProperty('nbf');
  });

  it('pads the day of the month', () => {
    expect(javaDate(0)).toBe('Thu Jan 01 00:00:00 UTC 1970');
  });
});
