import { randomBytes } from 'node:crypto';
import type { SrpExchange } from './srp';
import type { StoredUser } from './stored-user-pool';

/** What a user must do next; each state carries what the answer is checked against. */
export type Challenge =
  | { readonly name: 'PASSWORD_VERIFIER'; readonly userId: string; readonly exchange: SrpExchange }
  | { readonly name: 'NEW_PASSWORD_REQUIRED'; readonly user: StoredUser }
  /** `secret` once `AssociateSoftwareToken` gave one, `verified` once a code of it was right. */
  | { readonly name: 'MFA_SETUP'; readonly user: StoredUser; readonly secret?: string; readonly verified?: boolean }
  | { readonly name: 'SOFTWARE_TOKEN_MFA'; readonly user: StoredUser };

/** Cognito's default of `AuthSessionValidity`. */
const VALIDITY_MILLISECONDS = 3 * 60_000;
const MAXIMUM_SESSIONS = 1000;
const MAXIMUM_FAILURES = 5;

interface Session {
  readonly challenge: Challenge;
  readonly expiresAt: number;
  failures: number;
}

/** Sign-ins under way. In memory: a restart asks people to sign in again. */
export class SignInSessions {
  readonly #sessions = new Map<string, Session>();

  constructor(private readonly now: () => Date) {}

  /** The value of `Session`, good once, for three minutes. */
  begin(challenge: Challenge): string {
    const oldest = this.#sessions.keys().next();
    if (this.#sessions.size >= MAXIMUM_SESSIONS && oldest.done !== true) this.#sessions.delete(oldest.value);
    const id = randomBytes(96).toString('base64url');
    this.#sessions.set(id, { challenge, expiresAt: this.now().getTime() + VALIDITY_MILLISECONDS, failures: 0 });
    return id;
  }

  find(id: string): Challenge | undefined {
    const session = this.#sessions.get(id);
    if (session !== undefined && session.expiresAt > this.now().getTime()) return session.challenge;
    this.#sessions.delete(id);
    return undefined;
  }

  /** A wrong code may be tried again with the same session, a few times. */
  fail(id: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    session.failures += 1;
    if (session.failures >= MAXIMUM_FAILURES) this.#sessions.delete(id);
  }

  end(id: string): void {
    this.#sessions.delete(id);
  }
}
