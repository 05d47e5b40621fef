import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { findUserPool } from '../../../infra/ops/operator/find-user-pool';
import { srpSignIn } from '../../../infra/ops/operator/srp-sign-in';
import { createAdminCommand } from '../../../infra/ops/operator/create-admin-command';
import { clientOf, MINUTE } from '../engines/sdk-environment';
import { OperatorStack } from './operator-stack';

const EMAIL = 'admin@first.test';
const OWN = 'My-own-battery-2';
const URI = /otpauth:\/\/\S+/;

const stack = new OperatorStack();
let cognito: CognitoIdentityProviderClient;
let uri = '';
beforeAll(async () => {
  await stack.start();
  cognito = clientOf(CognitoIdentityProviderClient, 'COGNITO_IDENTITY_PROVIDER', stack.cognito.url);
  await invite(EMAIL);
});
afterAll(() => stack.stop());

const invite = async (email: string): Promise<void> => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await createAdminCommand(['--stage', 'local', '--email', email, '--platform', '--another'], stack.environment);
  write.mockRestore();
};

/** Signs in with answers typed in this order; what was told. */
const signIn = async (email: string, answers: readonly (string | (() => string))[]) => {
  const told: string[] = [];
  const rest = [...answers];
  const tokens = await srpSignIn({
    cognito,
    pool: await findUserPool(cognito, 'local'),
    email,
    issuer: 'Phiducia local',
    ask: () => {
      const answer = rest.shift();
      if (answer === undefined) throw new Error('more was asked than expected');
      return Promise.resolve(typeof answer === 'string' ? answer : answer());
    },
    tell: (line) => {
      uri = URI.exec(line)?.[0] ?? uri;
      told.push(line);
    },
  });
  return { tokens, told };
};

describe('npm run token -- --stage STAGE', () => {
  it('leads through the first sign-in and prints the access token alone on stdout', async () => {
    const questions = /(Password|New password|The same again|Code of the authenticator \(6 digits\)): $/m;
    let asked = 0;
    const { code, stdout, stderr } = await stack.run(
      'infra/local/token.ts',
      ['--stage', 'local', '--email', EMAIL],
      (text) => {
        const answers = [() => stack.invitation(), () => OWN, () => OWN, () => stack.codeOf(URI.exec(text)?.[0] ?? '')];
        if (text.split(/: \n/).length - 1 <= asked || !questions.test(text.slice(0, -1))) return undefined;
        const answer = answers[asked];
        asked += 1;
        return answer?.();
      },
    );

    expect({ code, stdout: stdout.split('\n').length }).toEqual({ code: 0, stdout: 2 });
    expect(decodeJwt(stdout.trim())).toMatchObject({ token_use: 'access', 'cognito:groups': ['admin', 'platform'] });
    uri = URI.exec(stderr)?.[0] ?? '';
    expect(uri).toMatch(
      /^otpauth:\/\/totp\/Phiducia%20local:admin%40first\.test\?secret=[A-Z2-7]{52}&issuer=Phiducia%20local$/,
    );
    for (const secret of [OWN, stack.invitation()]) expect(stdout + stderr).not.toContain(secret);
  });

  it('asks for password and code afterwards; a mistyped code may be corrected', async () => {
    stack.clock.offset += MINUTE;
    const { tokens, told } = await signIn(EMAIL, [OWN, '12345', '000000', () => stack.codeOf(uri)]);

    expect(decodeJwt(tokens.AccessToken ?? '').token_use).toBe('access');
    expect(told).toEqual(['A code has six digits.', expect.stringContaining('not the code of now')]);
  });

  it.each([
    ['a wrong password', EMAIL, ['Wrong-horse-1234'], 'There is no such user with this password.'],
    ['an unknown user', 'nobody@first.test', [OWN], 'There is no such user with this password.'],
    ['three wrong codes', EMAIL, [OWN, '000000', '000000', '000000'], 'The code was wrong. Start again.'],
  ])('refuses %s', async (_, email, answers, message) => {
    await expect(signIn(email, answers)).rejects.toMatchObject({ failure: 'refused', message });
  });

  it('says that a code was used, or that the sign-in took too long', async () => {
    stack.clock.offset += MINUTE;
    const code = () => stack.codeOf(uri);
    // One and the same, even where the next half minute begins between the two.
    const used = code();
    await signIn(EMAIL, [OWN, used]);
    await expect(signIn(EMAIL, [OWN, used])).rejects.toMatchObject({
      message: expect.stringContaining('used already'),
    });
    const late = () => {
      stack.clock.offset += 4 * MINUTE;
      return code();
    };
    await expect(signIn(EMAIL, [OWN, late])).rejects.toMatchObject({ message: expect.stringContaining('took longer') });
  });

  it('lets choose again where the new password is refused, or typed differently', async () => {
    await invite('second@first.test');
    const answers = [stack.invitation(), OWN, 'Mistyped-horse-1', 'weak', 'weak', OWN, OWN, () => stack.codeOf(uri)];
    const { told } = await signIn('second@first.test', answers);

    expect(told.filter((line) => /^(They differ|The pool refuses it)/.test(line))).toHaveLength(2);
  });

  it.each([
    ['no address', ['--stage', 'local'], 2, '--email is'],
    [
      'a password as an argument',
      ['--stage', 'local', '--email', EMAIL, '--password', 'Secret-1'],
      2,
      'unknown option',
    ],
    ['half of a pool', ['--stage', 'prod', '--email', EMAIL, '--user-pool', 'us-east-1_x'], 2, 'Name both'],
  ])('refuses %s', async (_, flags, expected, message) => {
    const { code, stdout, stderr } = await stack.run('infra/local/token.ts', flags, () => undefined);

    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('Secret-1');
  });
});
