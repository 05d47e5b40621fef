import type { Actor } from '../domain/actor';
import type { SessionRecord } from '../domain/session';

/** What is on file about sign-ins, keyed by Cognito's `origin_jti`. */
export interface SessionStore {
  /** Read consistently and never cached: revocation works with the next request. @throws DependencyUnavailableError */
  read(actor: Actor): Promise<SessionRecord>;
  /** Writes the use down. Never brings a revoked session back. @throws DependencyUnavailableError */
  touch(actor: Actor, at: Date): Promise<void>;
}
