import type { Actor } from '../domain/actor';
import type { SessionRecord } from '../domain/session';
import type { Mutation } from './audit-trail';

/** What is on file about sign-ins, keyed by Cognito's `origin_jti`. */
export interface SessionStore {
  /** Read consistently and never cached: revocation works with the next request. @throws DependencyUnavailableError */
  read(actor: Actor): Promise<SessionRecord>;
  /** Writes the use down. Never brings a revoked session back. @throws DependencyUnavailableError */
  touch(actor: Actor, at: Date): Promise<void>;
  /** Ends the actor's own session. One that was ended already stays ended from then on. */
  revocation(actor: Actor, at: Date): Mutation;
  /**
   * Ends every sign-in of a user up to an instant, unseen ones included. Conflicts when the same or a later instant is
   * on file: then there is nothing to do.
   * @param tree the user's covered entity, or the platform's tree: a user of another one is another user.
   */
  userRevocation(tree: string, userId: string, at: Date): Mutation;
}
