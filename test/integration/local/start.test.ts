import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readRuntime } from '../../../infra/local/runtime-file';
import { type LocalStack, startLocalStack } from '../../support/local-stack';
import { startStackProcess } from '../../support/stack-process';
import { runStart } from './run-start';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'phiducia-start-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('two stacks', () => {
  it('on one home: the second says where the first runs', async () => {
    const first = await startStackProcess({ home });
    const { code, stderr } = await runStart(home, []);
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

describe('after a kill', () => {
  it('is found again, even where another process has got the number of the one that was killed', async () => {
    const first = await startStackProcess({ home, background: false });
    await first.end('SIGKILL');
    const file = join(home, 'stack.json');
    const left = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...left, pid: process.pid }));
    const second = await startStackProcess({ home, background: false });
    expect(readRuntime(home)).toMatchObject({ pid: second.pid, url: second.ready.url });
    await second.end('SIGTERM');
    expect(readRuntime(home)).toBeUndefined();
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
    const process = await startStackProcess({ home, fromSources: true });
    await process.end('SIGTERM');
    expect(process.output()).toMatch(/^READY \{.*\}\n$/);
  });
});

describe('the stack listens on loopback only', () => {
  const [outside] = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);

  (outside === undefined ? it.skip : it)('and refuses connections to the machine’s own address', async () => {
    const stack = await startLocalStack();
    const port = Number(new URL(stack.url).port);
    const outcome = await new Promise<string>((done) => {
      connect(port, outside?.address)
        .once('connect', () => {
          done('connected');
        })
        .once('error', ({ code }: NodeJS.ErrnoException) => {
          done(code ?? '');
        });
    });
    await stack.stop();
    expect(outcome).toBe('ECONNREFUSED');
  });
});

describe('--with-parent', () => {
  it('stops when standard input closes, and leaves nothing running', async () => {
    const process = await startStackProcess({ home });
    expect(await process.closeInput()).toBe(0);
    expect(readRuntime(home)).toBeUndefined();
    await expect(fetch(process.ready.url)).rejects.toThrow();
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
