import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../../..');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `start.ts` on `home` to its end. */
export const runStart = (
  home: string,
  flags: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  preload?: string,
): Promise<Ended> =>
  new Promise((done) => {
    const preloads = preload === undefined ? [] : ['-r', preload];
    const command = [...preloads, '-r', 'esbuild-register', 'infra/local/start.ts', ...flags];
    const env = { PATH: process.env.PATH, PORT: '0', PHIDUCIA_HOME: home, ...environment };
    execFile(process.execPath, command, { cwd: ROOT, env, timeout: 20_000 }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
