import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackProgram } from '../../support/stack-program';

/** The instant at which a start is killed. */
export type Instant =
  /** A file of state is half written, under its temporary name. */
  | 'half a file'
  /** A file of state has taken its place. */
  | 'a file'
  /** A table was made, its time to live set, or an agreement put on file. */
  | 'a change of tables';

/** Loaded before the stack: the process kills itself at the first such instant, as nothing from outside could hit it. */
const PRELOAD = `
const { promises } = require('node:fs');
const http = require('node:http');
const { open, rename } = promises;
const die = () => { process.kill(process.pid, 'SIGKILL'); return new Promise(() => undefined); };
const instants = {
  'half a file': () => {
    promises.open = async (path, ...rest) => {
      const file = await open(path, ...rest);
      if (!String(path).endsWith('.tmp')) return file;
      await file.writeFile('{"half');
      return die();
    };
  },
  'a file': () => {
    promises.rename = async (...names) => { await rename(...names); return die(); };
  },
  'a change of tables': () => {
    const { request } = http;
    http.request = (...call) => {
      const sent = request(...call);
      const target = String(sent.getHeader('x-amz-target'));
      if (/\\.(CreateTable|UpdateTimeToLive|TransactWriteItems)$/.test(target)) sent.once('response', die);
      return sent;
    };
  },
};
instants[process.env.KILL_AT]();
`;

const FLAGS = ['--json', '--with-parent', '--no-background', '--no-seed-patients'];
/** No engine is there: what files hold is settled before it is asked for anything. */
const NO_ENGINE = { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' };

/** Starts a stack that kills itself at the first such instant. @returns whether it did */
const startKilledAt = (home: string, preload: string, instant: Instant): Promise<boolean> =>
  new Promise((done) => {
    const engine = instant === 'a change of tables' ? {} : NO_ENGINE;
    const child = spawn(process.execPath, ['-r', preload, stackProgram(), ...FLAGS], {
      env: { PATH: process.env.PATH, PHIDUCIA_HOME: home, PORT: '0', KILL_AT: instant, ...engine },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdout.on('data', () => child.stdin.end());
    child.once('exit', (_, signal) => done(signal === 'SIGKILL'));
  });

/**
 * Starts a stack on a home again and again, killed each time at the first such instant, until a start finds nothing left
 * to do there. @returns how many were killed
 */
export const walkThroughStart = async (home: string, instant: Instant, most: number): Promise<number> => {
  const directory = mkdtempSync(join(tmpdir(), 'phiducia-preload-'));
  try {
    const preload = join(directory, 'kill-at.cjs');
    writeFileSync(preload, PRELOAD);
    for (let killed = 0; killed < most; killed += 1) {
      if (!(await startKilledAt(home, preload, instant))) return killed;
    }
    return most;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
