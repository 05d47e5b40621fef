import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { readRuntime } from '../../../infra/local/runtime-file';
import { type LocalStack, startLocalStack } from '../../support/local-stack';
import { startStackProcess } from '../../support/stack-process';

const ROOT = resolve(__dirname, '../../..');

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'phiducia-start-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `start.ts` to its end. */
const runStart = (
  flags: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  preload?: string,
): Promise<Ended> =>
  new Promise((done) => {
    const preloads = preload === undefined ? [] : ['-r', preload];
    const command = [...preloads, '-r', 'esbuild-register', 'infra/local/start.ts', ...flags];
    const env = { PATH: process.env['PATH'], PORT: '0', PHIDUCIA_HOME: home, ...environment };
    execFile(process.execPath, command, { cwd: ROOT, env, timeout: 20_000 }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
    );
  });

describe('a start that cannot be says why in one sentence and exits with 1', () => {
  it('port in use', async () => {
    const server = createServer();
    const port = await new Promise<number>((done) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        done(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const { code, stdout, stderr } = await runStart([], { PORT: String(port) });
    server.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`Port ${port} is in use. Stop what listens there, or set PORT to another port.\n`);
  });

  it('no embedded DynamoDB engine for this platform', async () => {
    const preload = join(home, 'without-engine.js');
    writeFileSync(
      preload,
      `const Module = require('module'); const resolve = Module._resolveFilename;
       Module._resolveFilename = function (request, ...others) {
         if (request.startsWith('@dynoxide/')) throw new Error('not installed');
         return resolve.call(this, request, ...others);
       };`,
    );
    const { code, stderr } = await runStart([], {}, preload);
    expect(code).toBe(1);
    expect(stderr).toContain('AWS_ENDPOINT_URL_DYNAMODB');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('another DynamoDB engine that does not answer', async () => {
    const { code, stderr } = await runStart([], { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' });
    expect(code).toBe(1);
    expect(stderr).toContain('DynamoDB at http://127.0.0.1:9 (AWS_ENDPOINT_URL_DYNAMODB) does not answer.\n');
  });

  it.each([
    ['an unknown option', ['--fast'], {}, 'Unknown option'],
    ['a port that is none', [], { PORT: '99999' }, 'PORT'],
    ['settings that are none', [], { PHIDUCIA_SETTINGS: '{"NO_SUCH":"1"}' }, 'PHIDUCIA_SETTINGS'],
  ])('%s', async (_, flags, environment, word) => {
    const { code, stderr } = await runStart(flags, environment);
    expect(code).toBe(1);
    expect(stderr).toContain(word);
  });

  it('--help is no failure', async () => {
    expect(await runStart(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('PHIDUCIA_HOME') });
  });
});

describe('two stacks', () => {
  it('on one home: the second says where the first runs', async () => {
    const first = await startStackProcess({ home });
    const { code, stderr } = await runStart([]);
    await first.end('SIGTERM');
    expect(code).toBe(1);
    expect(stderr).toContain(`${first.ready.url} (pid ${first.pid})`);
  });

  it('on two homes run side by side', async () => {
    const [first, second] = await Promise.all([startLocalStack(), startLocalStack()]);
    expect((await first.api('GET', '/session', { token: await second.token('admin@demo.test') })).status).toBe(401);
    expect((await second.api('GET', '/session', { token: await second.token('admin@demo.test') })).status).toBe(200);
    await Promise.all([first.stop(), second.stop()]);
  });
});

describe('data is kept', () => {
  const value = { value: 'Maria', category: 'demographics' };
  let stack: LocalStack;
  afterEach(() => stack.stop());

  it.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('across %s and a new start', async (signal) => {
    stack = await startLocalStack();
    const [before, token] = [stack.ready, await stack.token('admin@demo.test')];
    const { ciphertext } = (await stack.api('POST', '/hipaa/encrypt', { token, json: value })).json as {
      readonly ciphertext: string;
    };
    const code = await stack.kill(signal);
    expect(code).toBe(signal === 'SIGKILL' ? null : 0);
    expect(readRuntime(stack.home)).toBeUndefined();
    await stack.restart();
    const json = { ciphertext, purpose: 'treatment' };
    expect(await stack.api('POST', '/hipaa/decrypt', { token, json })).toMatchObject({
      status: 200,
      json: { value: 'Maria' },
    });
    expect(stack.ready).toMatchObject({
      client_id: before.client_id,
      issuer: before.issuer,
      kid: before.kid,
      log: before.log,
    });
    const log = await stack.api('GET', '/hipaa/audit-logs', { token, query: { limit: '100' } });
    const { items } = log.json as { readonly items: readonly { readonly operation: string }[] };
    expect(items.filter(({ operation }) => operation === 'createBaa')).toHaveLength(1);
  });
});

describe('--ephemeral', () => {
  it('keeps nothing, log included, and is still found by the token command', async () => {
    const stack = await startLocalStack({ home, ephemeral: true });
    const directory = dirname(stack.ready.log);
    expect(await stack.token('admin@demo.test')).toMatch(/^ey/);
    expect(existsSync(join(directory, 'cognito', 'signing-key.pem'))).toBe(true);
    expect(directory.startsWith(home)).toBe(false);
    await stack.stop();
    expect(existsSync(directory)).toBe(false);
    expect(readdirSync(home)).toEqual([]);
  });
});

describe('output', () => {
  it('--json: one line on standard output and nothing else', async () => {
    const process = await startStackProcess({ home });
    await process.end('SIGTERM');
    expect(process.output()).toMatch(/^READY \{.*\}\n$/);
  });
});

describe('settings', () => {
  it('PHIDUCIA_SETTINGS changes what functions get', async () => {
    const stack = await startLocalStack({ settings: { SESSION_IDLE_MINUTES: '2' } });
    const session = await stack.api('GET', '/session', { token: await stack.token('admin@demo.test') });
    await stack.stop();
    const { idle_expires_at } = session.json as { readonly idle_expires_at: string };
    expect(Date.parse(idle_expires_at) - Date.now()).toBeLessThan(121_000);
  });
});
