import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { createAdminCommand } from '../../../infra/ops/operator/create-admin-command';
import { clientOf } from '../engines/sdk-environment';
import { OperatorStack } from './operator-stack';

const A = '0a1b2c3d-0000-4000-8000-00000000000a';
const B = '0a1b2c3d-0000-4000-8000-00000000000b';

const stack = new OperatorStack();
let cognito: CognitoIdentityProviderClient;
beforeAll(async () => {
  await stack.start();
  cognito = clientOf(CognitoIdentityProviderClient, 'COGNITO_IDENTITY_PROVIDER', stack.cognito.url);
});
afterAll(() => stack.stop());

/** The command in this process; what it printed. */
const run = async (...flags: readonly string[]): Promise<string> => {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    await createAdminCommand(['--stage', 'local', ...flags], stack.environment);
  } finally {
    write.mockRestore();
  }
  return lines.join('');
};

const named = (Username: string) => ({ UserPoolId: stack.cognito.userPoolId, Username });
const stored = async (email: string) => {
  const { UserAttributes, UserStatus } = await cognito.send(new AdminGetUserCommand(named(email)));
  const { Groups } = await cognito.send(new AdminListGroupsForUserCommand(named(email)));
  const attribute = (name: string) => UserAttributes?.find(({ Name }) => Name === name)?.Value;
  return {
    groups: Groups?.map(({ GroupName }) => GroupName),
    entity: attribute('custom:covered_entity_id'),
    verified: attribute('email_verified'),
    status: UserStatus,
  };
};
const sent = (email: string) => stack.cognito.invitations().filter(({ to }) => to === email).length;

describe('npm run create-admin', () => {
  it('makes the first administrator of a covered entity, invites, and says what comes next', async () => {
    const output = await run('--email', 'First@a.test', '--covered-entity', A.toUpperCase());

    expect(await stored('first@a.test')).toEqual({
      groups: ['admin'],
      entity: A,
      verified: 'true',
      status: 'FORCE_CHANGE_PASSWORD',
    });
    expect(sent('first@a.test')).toBe(1);
    expect(output).toContain('npm run --silent token -- --stage local --email first@a.test');
    expect(output).not.toContain(stack.invitation());
    expect(readFileSync(join(stack.home, 'cognito', 'invitations.jsonl'), 'utf8')).toContain(stack.invitation());
  });

  it('does nothing twice, and what is missing', async () => {
    await cognito.send(new AdminCreateUserCommand({ ...named('half@b.test'), UserAttributes: tenant(B) }));
    expect((await stored('half@b.test')).groups).toEqual([]);

    expect(await run('--email', 'half@b.test', '--covered-entity', B)).toContain('Added to the groups admin.');
    expect(await run('--email', 'half@b.test', '--covered-entity', B)).toContain('The groups were right.');
    expect(sent('half@b.test')).toBe(1);
  });

  it('makes a platform operator, who belongs to no covered entity', async () => {
    await run('--email', 'root@platform.test', '--platform');

    expect(await stored('root@platform.test')).toMatchObject({ groups: ['admin', 'platform'], entity: undefined });
  });

  it.each([
    ['of the same covered entity', ['--covered-entity', A], 'first@a.test'],
    ['of the platform', ['--platform'], 'root@platform.test'],
  ])('refuses a second first administrator %s, by name, unless one more is meant', async (_, whose, first) => {
    const email = `second-${whose.length}@a.test`;

    await expect(run('--email', email, ...whose)).rejects.toMatchObject({
      failure: 'refused',
      message: expect.stringContaining(first),
    });
    await expect(stored(email)).rejects.toMatchObject({ name: 'UserNotFoundException' });
    await run('--email', email, ...whose, '--another');
    expect((await stored(email)).groups).toContain('admin');
  });

  it('refuses to move a person into another covered entity, or out of one', async () => {
    for (const whose of [['--covered-entity', B], ['--platform']]) {
      await expect(run('--email', 'first@a.test', ...whose, '--another')).rejects.toMatchObject({
        message: expect.stringContaining('cannot be changed'),
      });
    }
    expect((await stored('first@a.test')).entity).toBe(A);
  });

  it('refuses a disabled user', async () => {
    const C = '0a1b2c3d-0000-4000-8000-00000000000c';
    await cognito.send(new AdminCreateUserCommand({ ...named('gone@c.test'), UserAttributes: tenant(C) }));
    await cognito.send(new AdminAddUserToGroupCommand({ ...named('gone@c.test'), GroupName: 'admin' }));
    await cognito.send(new AdminDisableUserCommand(named('gone@c.test')));

    await expect(run('--email', 'gone@c.test', '--covered-entity', C)).rejects.toMatchObject({ failure: 'refused' });
    // A disabled administrator does not keep a new first one out.
    await run('--email', 'new@c.test', '--covered-entity', C);
  });

  it('--dry-run changes nothing', async () => {
    const D = '0a1b2c3d-0000-4000-8000-00000000000d';

    const output = await run('--email', 'dry@d.test', '--covered-entity', D, '--dry-run');
    expect(output).toContain('Would make and invite dry@d.test, in the groups admin. Nothing was changed.');
    await expect(stored('dry@d.test')).rejects.toMatchObject({ name: 'UserNotFoundException' });
    expect(sent('dry@d.test')).toBe(0);
  });

  it('--resend sends the invitation again', async () => {
    const before = sent('first@a.test');
    await run('--email', 'first@a.test', '--covered-entity', A, '--resend', '--another');
    expect(sent('first@a.test')).toBe(before + 1);
  });

  it.each([
    ['no stage', ['--stage', 'No-Such', '--email', 'x@a.test', '--platform']],
    ['no address', ['--platform']],
    ['no address but something else', ['--email', 'x', '--platform']],
    ['neither entity nor platform', ['--email', 'x@a.test']],
    ['both', ['--email', 'x@a.test', '--platform', '--covered-entity', A]],
    ['an entity that is no UUID', ['--email', 'x@a.test', '--covered-entity', '7']],
    ['a password as an argument', ['--email', 'x@a.test', '--platform', '--password', 'Secret-secret-1']],
    ['a word too many', ['x@a.test']],
  ])('refuses %s as wrong usage, and repeats none of it', async (_, flags) => {
    const refusal = await run(...flags).catch((error: unknown) => error);

    expect(refusal).toMatchObject({ failure: 'usage' });
    expect(String(refusal)).not.toContain('Secret');
  });

  it('says that a stage is not there', async () => {
    const gone = createAdminCommand(['--stage', 'local', '--email', 'x@a.test', '--platform'], {
      PHIDUCIA_HOME: join(stack.home, 'elsewhere'),
    });
    await expect(gone).rejects.toMatchObject({ failure: 'unreachable' });
  });
});

function tenant(Value: string) {
  return [{ Name: 'custom:covered_entity_id', Value }];
}
