import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { type CognitoEngine, startCognito } from '../../../infra/local/engines/cognito/start-cognito';
import { writeRuntime } from '../../../infra/local/runtime-file';
import { PLATFORM_GROUP, ROLES } from '../../../shared/domain/roles';
import { MovableClock } from '../engines/sdk-environment';

const ROOT = resolve(__dirname, '../../..');

/** What a program said, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The local Cognito alone, announced as `npm start` announces a stack, so that operator commands find it. */
export class OperatorStack {
  readonly clock = new MovableClock();
  readonly home = mkdtempSync(join(tmpdir(), 'phiducia-operator-'));
  #cognito: CognitoEngine | undefined;

  get cognito(): CognitoEngine {
    if (this.#cognito === undefined) throw new Error('The engine was not started.');
    return this.#cognito;
  }

  get environment(): Readonly<Record<string, string>> {
    return { PATH: process.env.PATH ?? '', PHIDUCIA_HOME: this.home };
  }

  async start(): Promise<void> {
    this.#cognito = await startCognito({
      directory: join(this.home, 'cognito'),
      region: 'us-east-1',
      now: this.clock.now,
      userPool: { groups: [...ROLES, PLATFORM_GROUP] },
      users: [],
    });
    const { clientId, issuer, url } = this.#cognito;
    const unused = { url: 'http://127.0.0.1:1', log: join(this.home, 'server.log'), environment: {} };
    writeRuntime(this.home, { ...unused, pid: process.pid, client_id: clientId, issuer, cognito_url: url });
  }

  async stop(): Promise<void> {
    await this.#cognito?.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** The temporary password that was sent last. */
  invitation(): string {
    return this.cognito.invitations().at(-1)?.temporary_password ?? '';
  }

  /** The code that an authenticator shows. */
  codeOf(uri: string): string {
    const secret = new URL(uri).searchParams.get('secret') ?? '';
    return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: this.clock.now().getTime() });
  }

  /**
   * Runs a program of the repository as npm does.
   * @param answer what to type once stderr holds what it says; undefined: wait for more
   */
  run(program: string, args: readonly string[], answer: (stderr: string) => string | undefined): Promise<Ended> {
    return new Promise((done) => {
      const child = spawn(process.execPath, ['-r', 'esbuild-register', program, ...args], {
        cwd: ROOT,
        env: this.environment,
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString('utf8');
        const line = answer(stderr);
        if (line !== undefined) child.stdin.write(`${line}\n`);
      });
      child.on('close', (code) => {
        done({ code, stdout, stderr });
      });
    });
  }
}
