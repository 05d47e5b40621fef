import { createPrivateKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  RevokeTokenCommand,
  type AuthenticationResultType,
} from '@aws-sdk/client-cognito-identity-provider';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { PreTokenGenerationEvent } from '../../../infra/local/engines/cognito/pre-token-generation';
import {
  startCognito,
  type CognitoEngine,
  type CognitoOptions,
} from '../../../infra/local/engines/cognito/start-cognito';
import { clientOf, HOUR, MINUTE, MovableClock, withTemporaryDirectory } from './sdk-environment';

const ENTITY = '0a1b2c3d-0000-4000-8000-000000000001';
const PASSWORD = 'Correct-horse-1';
const CLINICIAN = { email: 'clinician@demo.test', password: PASSWORD, groups: ['clinician'], coveredEntityId: ENTITY };
const NO_GROUP = { email: 'nogroup@demo.test', password: PASSWORD, groups: [] };

const clock = new MovableClock();
let trigger: (event: PreTokenGenerationEvent) => Promise<unknown>;
const untouched = (event: PreTokenGenerationEvent) => Promise.resolve(event);

function start(more: Partial<CognitoOptions> = {}): Promise<CognitoEngine> {
  return startCognito({
    region: 'us-east-1',
    now: clock.now,
    userPool: { groups: ['admin'] },
    users: [CLINICIAN, NO_GROUP],
    preTokenGeneration: (event) => trigger(event),
    ...more,
  });
}

function signInTo(engine: CognitoEngine, client: CognitoIdentityProviderClient) {
  return async (USERNAME = CLINICIAN.email, PASSWORD_ = PASSWORD): Promise<Required<AuthenticationResultType>> => {
    const answer = await client.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: engine.clientId,
        AuthParameters: { USERNAME, PASSWORD: PASSWORD_ },
      }),
    );
    return answer.AuthenticationResult as Required<AuthenticationResultType>;
  };
}

describe('the local Cognito user pool, driven by the AWS SDK', () => {
  let engine: CognitoEngine;
  let cognito: CognitoIdentityProviderClient;
  let signIn: ReturnType<typeof signInTo>;

  beforeAll(async () => {
    engine = await start();
    cognito = clientOf(CognitoIdentityProviderClient, 'COGNITO_IDENTITY_PROVIDER', engine.url);
    signIn = signInTo(engine, cognito);
  });
  beforeEach(() => {
    trigger = untouched;
    clock.offset = 0;
  });
  afterAll(() => engine.close());

  const refresh = async (RefreshToken: string) =>
    (await cognito.send(new GetTokensFromRefreshTokenCommand({ RefreshToken, ClientId: engine.clientId })))
      .AuthenticationResult as Required<AuthenticationResultType>;
  const getUser = (AccessToken: string) => cognito.send(new GetUserCommand({ AccessToken }));
  const verifier = (tokenUse: 'access' | 'id') => {
    const made = CognitoJwtVerifier.create({ userPoolId: engine.userPoolId, clientId: engine.clientId, tokenUse });
    made.cacheJwks(engine.jwks);
    return made;
  };

  describe('sign-in', () => {
    const incorrect = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };

    it.each([
      ['a wrong password', CLINICIAN.email, 'Wrong-horse-1'],
      ['an unknown user', 'nobody@demo.test', PASSWORD],
      ['an empty password', CLINICIAN.email, ''],
    ])('refuses %s with one and the same answer', async (_, username, password) => {
      await expect(signIn(username, password)).rejects.toMatchObject(incorrect);
    });

    it('refuses REFRESH_TOKEN_AUTH, since rotation is on, and other flows', async () => {
      const { RefreshToken } = await signIn();
      const initiate = (AuthFlow: 'REFRESH_TOKEN_AUTH' | 'CUSTOM_AUTH') =>
        cognito.send(
          new InitiateAuthCommand({
            AuthFlow,
            ClientId: engine.clientId,
            AuthParameters: { REFRESH_TOKEN: RefreshToken, USERNAME: CLINICIAN.email },
          }),
        );
      await expect(initiate('REFRESH_TOKEN_AUTH')).rejects.toMatchObject({ name: 'InvalidParameterException' });
      await expect(initiate('CUSTOM_AUTH')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    });

    it('refuses another client, and a disabled user', async () => {
      const foreign = new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: 'other',
        AuthParameters: {},
      });
      await expect(cognito.send(foreign)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
      const own = await start({ users: [CLINICIAN] });
      const client = clientOf(CognitoIdentityProviderClient, 'COGNITO_IDENTITY_PROVIDER', own.url);
      await client.send(new AdminDisableUserCommand({ UserPoolId: own.userPoolId, Username: CLINICIAN.email }));
      await expect(signInTo(own, client)()).rejects.toMatchObject({ message: 'User is disabled.' });
      await own.close();
    });

    it('asks a user with a temporary password for a new one, and gives no token', async () => {
      const Username = 'temporary@demo.test';
      const UserPoolId = engine.userPoolId;
      await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, TemporaryPassword: PASSWORD }));
      expect(await signIn(Username)).toBeUndefined();
    });
  });

  describe('tokens', () => {
    it('verify with aws-jwt-verify, each for its use alone', async () => {
      const { AccessToken, IdToken } = await signIn();
      await expect(verifier('access').verify(AccessToken)).resolves.toMatchObject({ token_use: 'access' });
      await expect(verifier('id').verify(IdToken)).resolves.toMatchObject({ token_use: 'id' });
      await expect(verifier('access').verify(IdToken)).rejects.toThrow();
      await expect(verifier('id').verify(AccessToken)).rejects.toThrow();
      expect(decodeProtectedHeader(AccessToken)).toEqual({ kid: engine.kid, alg: 'RS256' });
      expect(await (await fetch(engine.jwksUrl)).json()).toEqual(engine.jwks);
    });

    it('carry the claims that real ones carry', async () => {
      const { AccessToken, IdToken, ExpiresIn, TokenType } = await signIn();
      expect({ ExpiresIn, TokenType }).toEqual({ ExpiresIn: 900, TokenType: 'Bearer' });
      const access = decodeJwt(AccessToken);
      const sub = engine.subs.get(CLINICIAN.email);
      expect(access).toEqual({
        sub,
        'cognito:groups': ['clinician'],
        iss: `https://cognito-idp.us-east-1.amazonaws.com/${engine.userPoolId}`,
        client_id: engine.clientId,
        origin_jti: expect.any(String),
        event_id: expect.any(String),
        token_use: 'access',
        scope: 'aws.cognito.signin.user.admin',
        auth_time: expect.any(Number),
        iat: access.auth_time,
        exp: Number(access.auth_time) + 900,
        jti: expect.any(String),
        username: sub,
      });
      const id = decodeJwt(IdToken);
      expect(id).toEqual({
        sub,
        'cognito:groups': ['clinician'],
        email: CLINICIAN.email,
        email_verified: true,
        iss: access.iss,
        'cognito:username': sub,
        'custom:covered_entity_id': ENTITY,
        aud: engine.clientId,
        origin_jti: access.origin_jti,
        event_id: access.event_id,
        token_use: 'id',
        auth_time: access.auth_time,
        iat: access.iat,
        exp: access.exp,
        jti: expect.any(String),
      });
      expect(id.jti).not.toBe(access.jti);
    });

    it('have no cognito:groups for a user without group', async () => {
      const { AccessToken } = await signIn(NO_GROUP.email);
      expect(decodeJwt(AccessToken)).not.toHaveProperty('cognito:groups');
    });

    it('live no longer than 15 minutes, whatever is configured', async () => {
      await expect(start({ userPool: { accessTokenMinutes: 16 } })).rejects.toThrow(RangeError);
      await expect(start({ userPool: { idTokenMinutes: 60 } })).rejects.toThrow(RangeError);
      const { AccessToken } = await signIn();
      clock.offset = 15 * MINUTE + 1000;
      await expect(getUser(AccessToken)).rejects.toMatchObject({ message: 'Access Token has expired' });
    });
  });

  describe('refresh tokens', () => {
    it('die when used: a second use is RefreshTokenReuseException, also of two at once', async () => {
      const { RefreshToken } = await signIn();
      const results = await Promise.allSettled([refresh(RefreshToken), refresh(RefreshToken), refresh(RefreshToken)]);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await expect(refresh(RefreshToken)).rejects.toMatchObject({ name: 'RefreshTokenReuseException' });
    });

    it('keep origin_jti and auth_time, and rotate on', async () => {
      const first = await signIn();
      clock.offset = 10 * MINUTE;
      const second = await refresh(first.RefreshToken);
      const [before, after] = [decodeJwt(first.AccessToken), decodeJwt(second.AccessToken)];
      expect(after).toMatchObject({ origin_jti: before.origin_jti, auth_time: before.auth_time });
      expect(Number(after.iat)).toBeGreaterThan(Number(before.iat));
      await expect(refresh(second.RefreshToken)).resolves.toBeDefined();
    });

    it('end 12 hours after the sign-in, rotated or not', async () => {
      const { RefreshToken } = await signIn();
      clock.offset = 11 * HOUR;
      const rotated = await refresh(RefreshToken);
      clock.offset = 12 * HOUR + 1000;
      await expect(refresh(rotated.RefreshToken)).rejects.toMatchObject({ message: 'Refresh Token has expired' });
    });

    it('are refused when forged, changed, or of the next generation', async () => {
      const { RefreshToken } = await signIn();
      const [jti = '', , mac = ''] = RefreshToken.split('.');
      for (const forged of [
        'x',
        `${jti}.0.${mac.slice(1)}x`,
        `${jti}.1.${mac}`,
        `${jti}.-1.${mac}`,
        `${RefreshToken}.x`,
      ]) {
        await expect(refresh(forged)).rejects.toMatchObject({ message: 'Invalid Refresh Token' });
      }
    });
  });

  describe('sign-out', () => {
    const revoke = (Token: string) => cognito.send(new RevokeTokenCommand({ Token, ClientId: engine.clientId }));

    it('by RevokeToken ends that sign-in and no other', async () => {
      const [one, other] = [await signIn(), await signIn()];
      await revoke(one.RefreshToken);
      await expect(getUser(one.AccessToken)).rejects.toMatchObject({ message: 'Access Token has been revoked' });
      await expect(refresh(one.RefreshToken)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
      await expect(getUser(other.AccessToken)).resolves.toBeDefined();
      await expect(revoke('unknown')).resolves.toBeDefined();
      await expect(revoke(other.AccessToken)).rejects.toMatchObject({ name: 'UnsupportedTokenTypeException' });
    });

    it.each([
      ['GlobalSignOut', (AccessToken: string) => new GlobalSignOutCommand({ AccessToken })],
      [
        'AdminUserGlobalSignOut',
        () => new AdminUserGlobalSignOutCommand({ UserPoolId: engine.userPoolId, Username: CLINICIAN.email }),
      ],
    ])('by %s ends every sign-in of the user, and nobody else’s', async (_, commandFor) => {
      const [one, other, somebody] = [await signIn(), await signIn(), await signIn(NO_GROUP.email)];
      await cognito.send(commandFor(one.AccessToken) as GlobalSignOutCommand);
      for (const { AccessToken, RefreshToken } of [one, other]) {
        await expect(getUser(AccessToken)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
        await expect(refresh(RefreshToken)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
      }
      await expect(getUser(somebody.AccessToken)).resolves.toBeDefined();
    });

    it('refuses an ID token, a token of another pool, and a changed one', async () => {
      const { IdToken, AccessToken } = await signIn();
      const foreign = await start();
      const client = clientOf(CognitoIdentityProviderClient, 'COGNITO_IDENTITY_PROVIDER', foreign.url);
      const { AccessToken: foreignToken } = await signInTo(foreign, client)();
      await foreign.close();
      const changed = `${AccessToken.slice(0, -4)}AAAA`;
      for (const token of [IdToken, foreignToken, changed, 'x', 'a.b.c']) {
        await expect(cognito.send(new GlobalSignOutCommand({ AccessToken: token }))).rejects.toMatchObject({
          message: 'Invalid Access Token',
        });
      }
    });
  });

  describe('the pre token generation trigger', () => {
    const answering = (claimsAndScopeOverrideDetails: object) => (event: PreTokenGenerationEvent) =>
      Promise.resolve({ ...event, response: { claimsAndScopeOverrideDetails } });

    it('that throws refuses the sign-in and the refresh, and uses no refresh token up', async () => {
      const { RefreshToken } = await signIn();
      trigger = () => Promise.reject(new Error('no entity'));
      await expect(signIn()).rejects.toMatchObject({ name: 'UserLambdaValidationException' });
      await expect(refresh(RefreshToken)).rejects.toMatchObject({ name: 'UserLambdaValidationException' });
      trigger = () => Promise.resolve('nonsense');
      await expect(signIn()).rejects.toMatchObject({ name: 'InvalidLambdaResponseException' });
      trigger = untouched;
      await expect(refresh(RefreshToken)).resolves.toBeDefined();
    });

    it('cannot change what Cognito reserves', async () => {
      const forged = Object.fromEntries(
        [
          'sub',
          'iss',
          'exp',
          'auth_time',
          'origin_jti',
          'client_id',
          'username',
          'token_use',
          'scope',
          'event_id',
          'cognito:groups',
          'aud',
        ].map((name) => [name, 'forged']),
      );
      const accessTokenGeneration = {
        claimsToAddOrOverride: forged,
        claimsToSuppress: ['sub', 'exp'],
        scopesToAdd: ['a b'],
      };
      trigger = answering({ accessTokenGeneration });
      const { AccessToken } = await signIn();
      const claims = decodeJwt(AccessToken);
      expect(Object.values(claims)).not.toContain('forged');
      expect(claims).toMatchObject({ sub: engine.subs.get(CLINICIAN.email), 'cognito:groups': ['clinician'] });
      expect(claims.scope).toBe('aws.cognito.signin.user.admin');
      trigger = answering({
        idTokenGeneration: { claimsToAddOrOverride: { aud: 'forged', 'cognito:username': 'forged', sub: 'forged' } },
      });
      expect(Object.values(decodeJwt((await signIn()).IdToken))).not.toContain('forged');
    });

    it('adds claims and scopes, suppresses claims, and overrides groups', async () => {
      trigger = answering({
        accessTokenGeneration: {
          claimsToAddOrOverride: { covered_entity_id: ENTITY, nested: { a: [1, true] } },
          scopesToAdd: ['phiducia/api'],
        },
        idTokenGeneration: { claimsToAddOrOverride: { extra: 'x' }, claimsToSuppress: ['email'] },
        groupOverrideDetails: { groupsToOverride: ['auditor'] },
      });
      const { AccessToken, IdToken } = await signIn();
      expect(decodeJwt(AccessToken)).toMatchObject({
        covered_entity_id: ENTITY,
        nested: { a: [1, true] },
        scope: 'aws.cognito.signin.user.admin phiducia/api',
        'cognito:groups': ['auditor'],
      });
      expect(decodeJwt(IdToken)).toMatchObject({ extra: 'x', 'cognito:groups': ['auditor'] });
      expect(decodeJwt(IdToken)).not.toHaveProperty('email');
      await expect(verifier('access').verify(AccessToken, { scope: 'phiducia/api' })).resolves.toBeDefined();
    });

    it('sees a V2_0 event, at sign-in and at refresh', async () => {
      const events: PreTokenGenerationEvent[] = [];
      trigger = (event) => {
        events.push(event);
        return Promise.resolve(event);
      };
      const { RefreshToken } = await signIn();
      await refresh(RefreshToken);
      const sub = engine.subs.get(CLINICIAN.email);
      expect(events.map(({ triggerSource }) => triggerSource)).toEqual([
        'TokenGeneration_Authentication',
        'TokenGeneration_RefreshTokens',
      ]);
      expect(events[0]).toEqual({
        version: '2',
        triggerSource: 'TokenGeneration_Authentication',
        region: 'us-east-1',
        userPoolId: engine.userPoolId,
        userName: sub,
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: engine.clientId },
        request: {
          userAttributes: {
            sub,
            email: CLINICIAN.email,
            email_verified: 'true',
            'custom:covered_entity_id': ENTITY,
            'cognito:user_status': 'CONFIRMED',
          },
          groupConfiguration: { groupsToOverride: ['clinician'], iamRolesToOverride: [], preferredRole: null },
          scopes: ['aws.cognito.signin.user.admin'],
        },
        response: { claimsAndScopeOverrideDetails: null },
      });
    });
  });

  describe('administration', () => {
    it('makes a user who signs in, with groups that exist, and finds that user again', async () => {
      const UserPoolId = engine.userPoolId;
      const Username = 'new@demo.test';
      const group = { UserPoolId, Username, GroupName: 'researcher' };
      const UserAttributes = [{ Name: 'custom:covered_entity_id', Value: ENTITY }];
      await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes }));
      await expect(cognito.send(new AdminCreateUserCommand({ UserPoolId, Username }))).rejects.toMatchObject({
        name: 'UsernameExistsException',
      });
      await cognito.send(
        new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent: true }),
      );
      await expect(cognito.send(new AdminAddUserToGroupCommand(group))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
      await cognito.send(new CreateGroupCommand({ UserPoolId, GroupName: 'researcher' }));
      await cognito.send(new AdminAddUserToGroupCommand(group));
      const { AccessToken } = await signIn(Username);
      const claims = decodeJwt(AccessToken);
      expect(claims['cognito:groups']).toEqual(['researcher']);
      const inGroup = await cognito.send(new ListUsersInGroupCommand({ UserPoolId, GroupName: 'researcher' }));
      expect(inGroup.Users?.map((user) => user.Username)).toEqual([claims.sub]);
      await cognito.send(new AdminRemoveUserFromGroupCommand(group));
      const { Groups } = await cognito.send(new AdminListGroupsForUserCommand({ UserPoolId, Username }));
      expect(Groups).toEqual([]);
      const { Users } = await cognito.send(new ListUsersCommand({ UserPoolId, Filter: `email = "${Username}"` }));
      expect(Users).toMatchObject([{ Username: claims.sub, UserStatus: 'CONFIRMED' }]);
      const { UserAttributes: attributes } = await getUser(AccessToken);
      expect(attributes).toContainEqual(UserAttributes[0]);
    });

    it('refuses a short password, an unknown user, an unknown attribute, and another pool', async () => {
      const UserPoolId = engine.userPoolId;
      const short = new AdminSetUserPasswordCommand({ UserPoolId, Username: CLINICIAN.email, Password: 'short' });
      await expect(cognito.send(short)).rejects.toMatchObject({ name: 'InvalidPasswordException' });
      const unknown = new AdminListGroupsForUserCommand({ UserPoolId, Username: 'nobody@demo.test' });
      await expect(cognito.send(unknown)).rejects.toMatchObject({ name: 'UserNotFoundException' });
      const UserAttributes = [{ Name: 'custom:role', Value: 'admin' }];
      const attribute = new AdminCreateUserCommand({ UserPoolId, Username: 'x@demo.test', UserAttributes });
      await expect(cognito.send(attribute)).rejects.toMatchObject({ name: 'InvalidParameterException' });
      const pool = new ListUsersCommand({ UserPoolId: 'us-east-1_other' });
      await expect(cognito.send(pool)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    });
  });
});

describe('the local Cognito user pool on a directory', () => {
  beforeEach(() => {
    trigger = untouched;
    clock.offset = 0;
  });

  it('keeps pool, client, key, users, and refresh tokens over a restart, and no password in clear', () =>
    withTemporaryDirectory(async (directory) => {
      const first = await start({ directory });
      const before = clientOf(CognitoIdentityProviderClient, 'COGNITO_IDENTITY_PROVIDER', first.url);
      const { RefreshToken, AccessToken } = await signInTo(first, before)();
      await first.close();

      const second = await start({ directory });
      const { userPoolId, clientId, kid, issuer } = second;
      expect({ userPoolId, clientId, kid, issuer }).toEqual({
        userPoolId: first.userPoolId,
        clientId: first.clientId,
        kid: first.kid,
        issuer: first.issuer,
      });
      expect([...second.subs]).toEqual([...first.subs]);
      const after = clientOf(CognitoIdentityProviderClient, 'COGNITO_IDENTITY_PROVIDER', second.url);
      await after.send(new GetUserCommand({ AccessToken }));
      await after.send(new GetTokensFromRefreshTokenCommand({ RefreshToken, ClientId: clientId }));
      await signInTo(second, after)();
      await second.close();

      expect(await readFile(join(directory, 'user-pool.json'), 'utf8')).not.toContain(PASSWORD);
      const pem = join(directory, 'signing-key.pem');
      expect((await stat(pem)).mode & 0o777).toBe(0o600);
      expect(createPrivateKey(await readFile(pem, 'utf8')).asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
    }));
});
