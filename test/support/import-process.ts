import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = join(__dirname, '../..');

export interface EndedImport {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run import` against the local stack of `home`, killed as soon as `killAt` says so. */
export const importProcess = (home: string, args: readonly string[], killAt?: () => boolean): Promise<EndedImport> =>
  new Promise((done) => {
    const child = spawn(process.execPath, ['-r', 'esbuild-register', 'infra/ops/import.ts', ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, PHIDUCIA_HOME: home },
    });
    let [stdout, stderr, ended] = ['', '', false];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.once('close', (code) => {
      ended = true;
      done({ code, stdout, stderr });
    });
    const watch = async (): Promise<void> => {
      while (!ended && killAt?.() === false) await sleep(5);
      if (!ended) child.kill('SIGKILL');
    };
    if (killAt !== undefined) void watch();
  });
