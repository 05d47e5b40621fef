import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AssociateSoftwareTokenCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  type InitiateAuthCommandInput,
  RespondToAuthChallengeCommand,
  type RespondToAuthChallengeCommandInput,
  type RespondToAuthChallengeCommandOutput,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from 'cognito-srp-helper';
import { decodeJwt } from 'jose';
import { Secret, TOTP } from 'otpauth';
import { N } from '../../../infra/local/engines/cognito/srp-group';
import { startCognito, type CognitoEngine } from '../../../infra/local/engines/cognito/start-cognito';
import { clientOf, MINUTE, MovableClock, withTemporaryDirectory } from './sdk-environment';

const DEMO = { email: 'demo@demo.test', password: 'Correct-horse-1', groups: ['clinician'] };
const TEMPORARY = 'Temporary-horse-1';
const OWN = 'My-own-battery-2';

const clock = new MovableClock();
let engine: CognitoEngine;
let cognito: CognitoIdentityProviderClient;

beforeAll(async () => {
  engine = await startCognito({ region: 'us-east-1', now: clock.now, userPool: {}, users: [DEMO] });
  cognito = clientOf(CognitoIdentityProviderClient, 'COGNITO_IDENTITY_PROVIDER', engine.url);
});
beforeEach(() => {
  clock.offset = 0;
});
afterAll(() => engine.close());

type Responses = Readonly<Record<string, string>>;

const initiate = (email: string, SRP_A: string) =>
  cognito.send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_SRP_AUTH',
      ClientId: engine.clientId,
      AuthParameters: { USERNAME: email, SRP_A },
    }),
  );

type SrpSession = ReturnType<typeof createSrpSession>;
const clients = new Map<string, SrpSession>();

/** One client value `A` for each password, which is an eighth of a second of arithmetic; the user's name is not in it. */
const clientOfPassword = (password: string): SrpSession => {
  const client = clients.get(password) ?? createSrpSession('', password, engine.userPoolId, false);
  clients.set(password, client);
  return client;
};

/** As `npm run token` does, with the client side of a library that signs in to real pools. */
const signIn = async (email: string, password: string, change: Responses = {}) => {
  const srp = clientOfPassword(password);
  const { AuthParameters } = wrapInitiateAuth<InitiateAuthCommandInput>(srp, {
    ClientId: engine.clientId,
    AuthFlow: 'USER_SRP_AUTH',
  });
  const started = await initiate(email, AuthParameters?.SRP_A ?? '');
  const USERNAME = started.ChallengeParameters?.USER_ID_FOR_SRP ?? '';
  username = USERNAME;
  const signed = wrapAuthChallenge<RespondToAuthChallengeCommandInput>(signSrpSession(srp, started), {
    ClientId: engine.clientId,
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeResponses: { USERNAME },
    Session: started.Session,
  });
  const ChallengeResponses = { ...signed.ChallengeResponses, ...change };
  return cognito.send(new RespondToAuthChallengeCommand({ ...signed, ChallengeResponses }));
};

/** What the first challenge called the user; later ones may not say it again. */
let username = '';

const respond = (
  { ChallengeName, Session }: RespondToAuthChallengeCommandOutput,
  responses: Responses,
  session = Session,
) =>
  cognito.send(
    new RespondToAuthChallengeCommand({
      ClientId: engine.clientId,
      ChallengeName,
      Session: session,
      ChallengeResponses: { USERNAME: username, ...responses },
    }),
  );

const codeOf = (secret: string): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now().getTime() });

let users = 0;
const invited = async (): Promise<string> => {
  users += 1;
  const Username = `user${users}@demo.test`;
  const UserPoolId = engine.userPoolId;
  await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, TemporaryPassword: TEMPORARY }));
  return Username;
};

/** A user who has been through the first sign-in, and the secret of the authenticator. */
const settled = async (): Promise<{ readonly email: string; readonly secret: string }> => {
  const email = await invited();
  const setUp = await respond(await signIn(email, TEMPORARY), { NEW_PASSWORD: OWN });
  const { SecretCode = '', Session } = await cognito.send(
    new AssociateSoftwareTokenCommand({ Session: setUp.Session }),
  );
  const verified = await cognito.send(new VerifySoftwareTokenCommand({ Session, UserCode: codeOf(SecretCode) }));
  await respond(setUp, {}, verified.Session);
  clock.offset += MINUTE;
  return { email, secret: SecretCode };
};

const INCORRECT = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };

describe('the local Cognito, by USER_SRP_AUTH', () => {
  it('leads a new user through new password and set-up of the second factor, in the order of Cognito, to tokens', async () => {
    const email = await invited();

    const first = await signIn(email, TEMPORARY);
    expect(first.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    expect(first.AuthenticationResult).toBeUndefined();
    expect(first.ChallengeParameters).toMatchObject({ requiredAttributes: '[]' });
    expect(JSON.parse(first.ChallengeParameters?.userAttributes ?? '')).toMatchObject({ email });

    const setUp = await respond(first, { NEW_PASSWORD: OWN });
    expect(setUp.ChallengeName).toBe('MFA_SETUP');
    expect(setUp.ChallengeParameters?.MFAS_CAN_SETUP).toBe('["SOFTWARE_TOKEN_MFA"]');

    const associated = await cognito.send(new AssociateSoftwareTokenCommand({ Session: setUp.Session }));
    const { SecretCode = '', Session } = associated;
    expect(SecretCode).toMatch(/^[A-Z2-7]{52}$/);
    const verified = await cognito.send(new VerifySoftwareTokenCommand({ Session, UserCode: codeOf(SecretCode) }));
    expect(verified.Status).toBe('SUCCESS');
    const { AuthenticationResult } = await respond(setUp, {}, verified.Session);
    expect(decodeJwt(AuthenticationResult?.AccessToken ?? '').sub).toBe(setUp.ChallengeParameters?.USER_ID_FOR_SRP);
  });

  it('asks a user who is set up for a code, each time', async () => {
    const { email, secret } = await settled();

    const challenge = await signIn(email, OWN);
    expect(challenge.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    expect(challenge.AuthenticationResult).toBeUndefined();
    const { AuthenticationResult } = await respond(challenge, { SOFTWARE_TOKEN_MFA_CODE: codeOf(secret) });
    expect(AuthenticationResult?.AccessToken).toBeDefined();
  });

  it.each([
    ['a wrong password', () => invited(), 'Wrong-horse-1234'],
    ['an unknown user', () => Promise.resolve('nobody@demo.test'), TEMPORARY],
    ['a demo user, who signs in by password', () => Promise.resolve(DEMO.email), DEMO.password],
  ])('refuses %s with one and the same answer', async (_, email, password) => {
    await expect(signIn(await email(), password)).rejects.toMatchObject(INCORRECT);
  });

  it('tells nobody who exists: an unknown user gets a salt too, the same each time', async () => {
    const [one, again] = [await initiate('nobody@demo.test', 'a1'), await initiate('NOBODY@demo.test', 'a1')];

    expect(one.ChallengeParameters?.SALT).toBe(again.ChallengeParameters?.SALT);
    expect(one.ChallengeParameters?.USER_ID_FOR_SRP).toBe(again.ChallengeParameters?.USER_ID_FOR_SRP);
    expect(Object.keys(one.ChallengeParameters ?? {})).toEqual(
      Object.keys((await initiate(await invited(), 'a1')).ChallengeParameters ?? {}),
    );
  });

  it.each([
    ['zero', '0'],
    ['a multiple of N, with which any password would fit', (2n * N).toString(16)],
    ['no number', 'xyz'],
    ['a number without end', 'f'.repeat(2000)],
  ])('refuses an SRP_A that is %s', async (_, value) => {
    await expect(initiate(DEMO.email, value)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it.each([
    ['another signature', { PASSWORD_CLAIM_SIGNATURE: Buffer.alloc(32).toString('base64') }],
    ['another secret block', { PASSWORD_CLAIM_SECRET_BLOCK: Buffer.alloc(256).toString('base64') }],
    ['another time', { TIMESTAMP: 'Sat Nov 1 00:00:00 UTC 2025' }],
  ])('refuses %s', async (_, change) => {
    await expect(signIn(await invited(), TEMPORARY, change)).rejects.toMatchObject(INCORRECT);
  });

  it('refuses a disabled user', async () => {
    const { email } = await settled();
    await cognito.send(new AdminDisableUserCommand({ UserPoolId: engine.userPoolId, Username: email }));

    await expect(signIn(email, OWN)).rejects.toMatchObject({ message: 'User is disabled.' });
  });
});

describe('the local Cognito’s challenges', () => {
  it('refuse a new password that the policy refuses, and let try again', async () => {
    const first = await signIn(await invited(), TEMPORARY);

    for (const weak of ['Short-1', 'no-capitals-here-1', 'NO-SMALL-LETTERS-1', 'No-digits-at-all', 'NoSymbols12345']) {
      await expect(respond(first, { NEW_PASSWORD: weak })).rejects.toMatchObject({ name: 'InvalidPasswordException' });
    }
    expect((await respond(first, { NEW_PASSWORD: OWN })).ChallengeName).toBe('MFA_SETUP');
  });

  it('give no token before a code of the new authenticator was right', async () => {
    const setUp = await respond(await signIn(await invited(), TEMPORARY), { NEW_PASSWORD: OWN });
    const verify = (Session: string | undefined, UserCode: string) =>
      cognito.send(new VerifySoftwareTokenCommand({ Session, UserCode }));

    await expect(respond(setUp, {})).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(verify(setUp.Session, '123456')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    const { SecretCode = '', Session } = await cognito.send(
      new AssociateSoftwareTokenCommand({ Session: setUp.Session }),
    );
    const wrong = codeOf(SecretCode) === '000000' ? '111111' : '000000';
    await expect(verify(Session, wrong)).rejects.toMatchObject({ name: 'EnableSoftwareTokenMFAException' });
    await expect(respond(setUp, {}, Session)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('take a code once, and end after five wrong ones', async () => {
    const { email, secret } = await settled();
    const code = { SOFTWARE_TOKEN_MFA_CODE: codeOf(secret) };
    await respond(await signIn(email, OWN), code);

    const again = await signIn(email, OWN);
    await expect(respond(again, code)).rejects.toMatchObject({ name: 'ExpiredCodeException' });
    for (let tried = 0; tried < 5; tried += 1) {
      await expect(respond(again, { SOFTWARE_TOKEN_MFA_CODE: 'x' })).rejects.toMatchObject({
        name: 'CodeMismatchException',
      });
    }
    clock.offset += MINUTE;
    await expect(respond(again, { SOFTWARE_TOKEN_MFA_CODE: codeOf(secret) })).rejects.toMatchObject({
      message: 'Invalid session for the user, session is expired.',
    });
  });

  it('are good once, for what they ask, for three minutes', async () => {
    const first = await signIn(await invited(), TEMPORARY);
    await expect(respond({ ...first, ChallengeName: 'MFA_SETUP' }, {})).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    clock.offset = 3 * MINUTE + 1000;
    await expect(respond(first, { NEW_PASSWORD: OWN })).rejects.toMatchObject({
      message: 'Invalid session for the user, session is expired.',
    });
    clock.offset = 0;
    const second = await signIn(await invited(), TEMPORARY);
    await respond(second, { NEW_PASSWORD: OWN });
    await expect(respond(second, { NEW_PASSWORD: OWN })).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it('are of one user: another’s name does not fit', async () => {
    const first = await signIn(await invited(), TEMPORARY);

    await expect(respond(first, { NEW_PASSWORD: OWN, USERNAME: 'nobody@demo.test' })).rejects.toMatchObject({
      message: 'Invalid session for the user.',
    });
  });

  it('come over the password flow too, once a user has a second factor', async () => {
    const { email } = await settled();
    const byPassword = new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: engine.clientId,
      AuthParameters: { USERNAME: email, PASSWORD: OWN },
    });

    expect(await cognito.send(byPassword)).toMatchObject({ ChallengeName: 'SOFTWARE_TOKEN_MFA' });
  });
});

describe('invitations of the local Cognito', () => {
  it('carry a temporary password that signs in; sent again, another one', async () => {
    const [Username, UserPoolId] = ['invited@demo.test', engine.userPoolId];
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username }));
    const first = engine.invitations().at(-1);
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'RESEND' }));
    const second = engine.invitations().at(-1);

    expect([first?.to, second?.to]).toEqual([Username, Username]);
    await expect(signIn(Username, first?.temporary_password ?? '')).rejects.toMatchObject(INCORRECT);
    expect((await signIn(Username, second?.temporary_password ?? '')).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });

  it('are not sent when suppressed, nor again to a user who signed in', async () => {
    const before = engine.invitations().length;
    const [Username, UserPoolId] = ['silent@demo.test', engine.userPoolId];
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }));
    expect(engine.invitations()).toHaveLength(before);
    const { email } = await settled();
    const resend = new AdminCreateUserCommand({ UserPoolId, Username: email, MessageAction: 'RESEND' });
    await expect(cognito.send(resend)).rejects.toMatchObject({ name: 'UnsupportedUserStateException' });
  });

  it('and second factors outlive a restart', async () => {
    await withTemporaryDirectory(async (directory) => {
      const options = { directory, region: 'us-east-1', now: clock.now, userPool: {}, users: [] };
      const own = await startCognito(options);
      const client = clientOf(CognitoIdentityProviderClient, 'COGNITO_IDENTITY_PROVIDER', own.url);
      const named = { UserPoolId: own.userPoolId, Username: 'kept@demo.test' };
      await client.send(new AdminCreateUserCommand(named));
      await own.close();
      const again = await startCognito(options);
      const second = clientOf(CognitoIdentityProviderClient, 'COGNITO_IDENTITY_PROVIDER', again.url);

      expect((await second.send(new AdminGetUserCommand(named))).UserStatus).toBe('FORCE_CHANGE_PASSWORD');
      await again.close();
    });
  });
});
