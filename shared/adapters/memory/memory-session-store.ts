import type { Actor } from '../../domain/actor';
import type { SessionRecord } from '../../domain/session';
import { homeTree } from '../../domain/tenant';
import type { SessionStore } from '../../ports/session-store';
import { MemoryMutation } from './memory-mutation';

/** Sessions in memory. */
export class MemorySessionStore implements SessionStore {
  readonly #lastUses = new Map<string, Date>();
  readonly revokedSessions = new Map<string, Date>();
  /** By tree and user. */
  readonly #revokedUsers = new Map<string, Date>();

  read(actor: Actor): Promise<SessionRecord> {
    return Promise.resolve({
      last_used_at: this.#lastUses.get(actor.session_id),
      revoked_at: this.revokedSessions.get(actor.session_id),
      user_revoked_before: this.#revokedUsers.get(`${homeTree(actor.tenancy)}#${actor.user_id}`),
    });
  }

  touch(actor: Actor, at: Date): Promise<void> {
    const last = this.#lastUses.get(actor.session_id);
    if (last === undefined || last < at) this.#lastUses.set(actor.session_id, at);
    return Promise.resolve();
  }

  revocation(actor: Actor, at: Date): MemoryMutation {
    return new MemoryMutation(
      () => true,
      () => this.revokedSessions.set(actor.session_id, this.revokedSessions.get(actor.session_id) ?? at),
    );
  }

  userRevocation(tree: string, userId: string, at: Date): MemoryMutation {
    const user = `${tree}#${userId}`;
    return new MemoryMutation(
      () => (this.#revokedUsers.get(user)?.getTime() ?? -Infinity) < at.getTime(),
      () => this.#revokedUsers.set(user, at),
    );
  }
}
