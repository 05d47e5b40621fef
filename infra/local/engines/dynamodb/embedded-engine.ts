import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer, Socket, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedEngine } from '../http/http-outcome';
import { endOrphanedEngines } from './orphaned-engine';

/** No embedded engine here, or it does not come up. */
export class EmbeddedDynamoDbUnavailableError extends Error {
  override readonly name = 'EmbeddedDynamoDbUnavailableError';
  readonly code = 'embedded-dynamodb-unavailable';

  constructor(reason: string) {
    super(
      `${reason} Start DynamoDB Local (docker run -p 8000:8000 amazon/dynamodb-local) ` +
        'and set AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000.',
    );
  }
}

const START_ATTEMPTS = 5;
const READY_MILLISECONDS = 10_000;

/**
 * Runs the engine as a child of a shell whose standard input is a pipe from us: when this process ends, kill -9
 * included, the pipe closes and the shell ends the engine. `$@` keeps arguments from being read as shell text.
 */
const SUPERVISOR = [
  'umask 077; exec 3<&0',
  '"$@" 3<&- </dev/null >/dev/null 2>&1 & engine=$!',
  '{ while read -r _; do :; done <&3; kill $engine; sleep 2; kill -9 $engine; } 2>/dev/null & watcher=$!',
  'exec 3<&-',
  'wait $engine; kill $watcher 2>/dev/null',
].join('\n');

/** Starts dynoxide on a free loopback port; `databasePath` absent: in memory. */
export async function startEmbeddedDynamoDb(
  databasePath: string | undefined,
  binary = binaryPath(),
): Promise<StartedEngine> {
  if (databasePath !== undefined) {
    await mkdir(dirname(databasePath), { recursive: true, mode: 0o700 });
    await endOrphanedEngines(binary, databasePath);
  }
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
    const port = await freePort();
    const storage = databasePath === undefined ? [] : ['--db-path', databasePath];
    const child = run([binary, 'serve', '--host', '127.0.0.1', '--port', String(port), ...storage]);
    // Between choosing a port and listening on it, another process may take it: then the engine ends, and we retry.
    if (await becomesReady(child, port)) return { url: `http://127.0.0.1:${port}`, close: () => stop(child) };
    await stop(child);
  }
  throw new EmbeddedDynamoDbUnavailableError('The embedded DynamoDB engine (dynoxide) did not start.');
}

/** Why the embedded engine cannot run here, and the way out; undefined when it can. */
export function embeddedEngineProblem(): string | undefined {
  try {
    binaryPath();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : undefined;
  }
}

function binaryPath(): string {
  try {
    return join(dirname(require.resolve('@dynoxide/linux-x64/package.json')), 'dynoxide');
  } catch {
    throw new EmbeddedDynamoDbUnavailableError(
      `There is no embedded DynamoDB engine for ${process.platform}-${process.arch}, or it is not installed.`,
    );
  }
}

/** In a process group of its own, so that Ctrl-C reaches us first and the engine ends last. */
function run(command: readonly string[]): ChildProcess {
  const child = spawn('/bin/sh', ['-c', SUPERVISOR, 'dynoxide', ...command], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  // A process that ends for want of work takes the engine with it, and does not wait for it.
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child;
}

function stop(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return Promise.resolve();
  child.ref();
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.stdin?.end();
  });
}

async function becomesReady(child: ChildProcess, port: number): Promise<boolean> {
  const deadline = Date.now() + READY_MILLISECONDS;
  while (isRunning(child) && Date.now() < deadline) {
    if (await answers(port)) return isRunning(child);
    await sleep(10);
  }
  return false;
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null && child.pid !== undefined;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = request({ host: '127.0.0.1', port, timeout: 1_000, agent: false }, (response) => {
      response.resume();
      resolve(true);
    });
    probe.once('timeout', () => probe.destroy());
    probe.once('error', () => {
      resolve(false);
    });
    probe.end();
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
