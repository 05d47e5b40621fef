import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Two stacks on one directory would overwrite each other's keys. */
export class EnginesDirectoryInUseError extends Error {
  override readonly name = 'EnginesDirectoryInUseError';
  readonly code = 'engines-directory-in-use';

  constructor(directory: string) {
    super(`${directory} belongs to a local stack that runs now. Stop it, or set PHIDUCIA_HOME to another directory.`);
  }
}

/**
 * Holds a directory for this process by listening on a Unix socket named after it. The kernel lets go of it with the
 * process, kill -9 included; a socket file left behind answers no connection and is taken over.
 * The file lies in the temporary directory, as a socket's path may have 107 bytes only.
 */
export async function lockDirectory(directory: string): Promise<{ release(): Promise<void> }> {
  const digest = createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 32);
  const path = join(tmpdir(), `phiducia-${process.getuid?.() ?? 0}-${digest}.sock`);
  const server = (await listen(path)) ?? (await takeOver(path));
  if (server === undefined) throw new EnginesDirectoryInUseError(directory);
  server.unref();
  return {
    release: () =>
      new Promise((done) =>
        server.close(() => {
          done();
        }),
      ),
  };
}

async function takeOver(path: string): Promise<Server | undefined> {
  if (await answers(path)) return undefined;
  await rm(path, { force: true });
  return listen(path);
}

/** Undefined when the address is taken. */
function listen(path: string): Promise<Server | undefined> {
  return new Promise((done, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') done(undefined);
      else reject(error);
    });
    server.listen(path, () => {
      done(server);
    });
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => {
      done(false);
    });
  });
}
