import { randomUUID } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { member } from '../../support/demo-clinic';
import { readRuntime } from '../../../infra/local/runtime-file';
import { attack, problemIs, stack, staged, statusIs, suite, unless } from './attack-stage';
import { ADMIN, ask, fill, LISTS } from './cursor-lists';

const CURSORS = 'Cursors kept';
const LEAVERS = 'API2:2023 users disabled';
const DAY_MS = 24 * 3_600_000;
const TOKEN_MS = 15 * 60_000;
const PASSWORD = 'Example-leaver-2026!';

const kept = suite.sample('kept cursors', LISTS, 2);

describe('cursors that outlived everything else', () => {
  afterEach(() => stack().clock.set(0));

  it('carry no right of their own: a month later they serve the list of whoever has a token then, and nobody else', async () => {
    const patient = await fill(kept);
    const cursors = await Promise.all(
      kept.map(async (list) => [list, member(await ask(list, patient, {}), 'next_cursor')] as const),
    );
    await stack().clock.set(30 * DAY_MS);
    const [old, own, foreign] = [
      await staged().token(ADMIN),
      await stack().token(ADMIN),
      await stack().token('admin@other.test'),
    ];
    const findings = await attack(
      CURSORS,
      cursors.flatMap(([list, cursor]) =>
        (['with the token of then', 'by another covered entity', 'by its own'] as const).map(
          (who) => [list, cursor, who] as const,
        ),
      ),
      ([list, , who]) => `${list.name} ${who}`,
      async ([list, cursor, who]) => {
        if (who === 'with the token of then') {
          const answer = await ask(list, patient, { cursor }, old);
          return { answer, wrong: [statusIs(answer, 401)] };
        }
        const answer = await ask(list, patient, { cursor }, who === 'by its own' ? own : foreign);
        const shows = unless(who === 'by its own' || !answer.text.includes(patient), 'shows a patient');
        const refusals = list.name === 'listBiometrics' ? [400, 404] : [400];
        return {
          answer,
          recorded: true,
          wrong: [statusIs(answer, ...(who === 'by its own' ? [200] : refusals)), shows],
        };
      },
    );
    expect(findings).toEqual([]);
  });
});

/** A user with a role, signed in, as an operator makes one in Cognito; and what an operator and the user do there. */
const leaver = async () => {
  const { cognito_url, client_id } = readRuntime(stack().home) ?? {};
  const UserPoolId = new URL(stack().ready.issuer).pathname.slice(1);
  const Username = `leaver-${randomUUID()}@demo.test`;
  const cognito = new CognitoIdentityProviderClient({
    endpoint: cognito_url,
    region: stack().ready.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const UserAttributes = [{ Name: 'custom:covered_entity_id', Value: stack().ready.covered_entities.a }];
  await cognito.send(
    new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes, MessageAction: 'SUPPRESS' as const }),
  );
  const named = { UserPoolId, Username };
  await cognito.send(new AdminSetUserPasswordCommand({ ...named, Password: PASSWORD, Permanent: true }));
  await cognito.send(new AdminAddUserToGroupCommand({ ...named, GroupName: 'developer' }));
  const tokens = await stack().signIn(Username, PASSWORD);
  return {
    tokens,
    signIn: () => stack().signIn(Username, PASSWORD),
    refresh: (RefreshToken: string) =>
      cognito.send(new GetTokensFromRefreshTokenCommand({ RefreshToken, ClientId: client_id })),
    disable: () => cognito.send(new AdminDisableUserCommand(named)),
    close: () => {
      cognito.destroy();
    },
  };
};

const encrypt = (token: string) => stack().api('POST', '/hipaa/encrypt', { token, json: { value: 'x' } });

describe('API2:2023 authentication: a user who is disabled', () => {
  afterEach(() => stack().clock.set(0));

  it('gets no other token, and the one at hand is dead after 15 minutes, or at once when an admin ends the sessions', async () => {
    const user = await leaver();
    try {
      expect((await encrypt(user.tokens.access)).status).toBe(200);
      await user.disable();
      await expect(user.signIn()).rejects.toThrow('password');
      await expect(user.refresh(user.tokens.refresh)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
      // What is promised, no more: the authorizer asks Cognito nothing.
      expect((await encrypt(user.tokens.access)).status).toBe(200);

      await stack().clock.set(TOKEN_MS + 1_000);
      const expired = await encrypt(user.tokens.access);
      await stack().clock.set(0);
      const sub = String(decodeJwt(user.tokens.access).sub);
      const ended = await stack().api('DELETE', `/users/${sub}/sessions`, { token: await staged().token(ADMIN) });
      expect(ended.status).toBe(204);
      const revoked = await encrypt(user.tokens.access);
      const findings = await attack(
        LEAVERS,
        [
          { answer: expired, wrong: [statusIs(expired, 401)] },
          { answer: revoked, recorded: true, wrong: [problemIs(revoked, 401, 'session-revoked')] },
        ],
        ({ answer }) => `answer ${answer.status}`,
        (attempt) => Promise.resolve(attempt),
      );
      expect(findings).toEqual([]);
    } finally {
      user.close();
    }
  });
});
