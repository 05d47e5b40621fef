import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { decodeJwt } from 'jose';
import type { LocalStack } from '../../support/local-stack';
import { sharedStack } from '../../support/shared-stack';

const ROOT = resolve(__dirname, '../../..');

let stack: LocalStack;
beforeAll(async () => {
  stack = await sharedStack();
});
afterAll(() => stack.stop());

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const runToken = (flags: readonly string[], home = stack.home): Promise<Ended> =>
  new Promise((done) => {
    const command = ['-r', 'esbuild-register', 'infra/local/token.ts', ...flags];
    const env = { PATH: process.env.PATH, PHIDUCIA_HOME: home };
    execFile(process.execPath, command, { cwd: ROOT, env }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });

describe('npm run token', () => {
  it.each([
    [[], 'access'],
    [['--id'], 'id'],
  ])('prints the token alone (%j)', async (flags, use) => {
    const { code, stdout, stderr } = await runToken(['admin@demo.test', ...flags]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(decodeJwt(stdout.trim()).token_use).toBe(use);
  });

  it('prints the refresh token', async () => {
    const { code, stdout } = await runToken(['admin@demo.test', '--refresh']);
    expect(code).toBe(0);
    expect(stdout.trim().length).toBeGreaterThan(20);
  });

  it.each([
    ['an unknown user', ['nobody@demo.test'], 'There is no user nobody@demo.test with this password.'],
    [
      'a wrong password',
      ['admin@demo.test', '--password', 'wrong'],
      'There is no user admin@demo.test with this password.',
    ],
    ['no user', [], 'Name one user'],
    ['two users', ['a@demo.test', 'b@demo.test'], 'Name one user'],
    ['two kinds', ['admin@demo.test', '--id', '--refresh'], 'Choose one'],
    ['an unknown option', ['admin@demo.test', '--all'], 'Unknown option'],
  ])('refuses %s', async (_, flags, message) => {
    const { code, stdout, stderr } = await runToken(flags);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('says when nothing runs', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'phiducia-none-'));
    const { code, stderr } = await runToken(['admin@demo.test'], elsewhere);
    rmSync(elsewhere, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toBe(`No local stack runs on ${elsewhere}. Start it with npm start.\n`);
  });

  it('--help names the users', async () => {
    expect(await runToken(['--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('root@platform.test'),
    });
  });
});
