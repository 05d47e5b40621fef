import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What Cognito would send by e-mail to a user whom an administrator made. */
export interface Invitation {
  readonly to: string;
  readonly temporary_password: string;
  readonly sent_at: string;
}

const KEPT = 100;

/** Nobody sends mail here: it lies in a file, one JSON line each, that only the stack's owner may read. */
export class Invitations {
  readonly #sent: Invitation[] = [];

  /** `path` absent: kept in memory. */
  constructor(private readonly path: string | undefined) {}

  sent(): readonly Invitation[] {
    return this.#sent;
  }

  async send(invitation: Invitation): Promise<void> {
    this.#sent.push(invitation);
    if (this.#sent.length > KEPT) this.#sent.shift();
    if (this.path === undefined) return;
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    await appendFile(this.path, `${JSON.stringify(invitation)}\n`, { mode: 0o600 });
  }
}
