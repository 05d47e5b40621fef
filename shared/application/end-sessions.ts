import type { AuditEvent } from '../domain/audit-event';
import type { Audited, AuditTrail, Mutation } from '../ports/audit-trail';
import type { SessionStore } from '../ports/session-store';
import { auditEvent, type Call, type EventSources } from './call';

export interface SessionEndDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly sessions: SessionStore;
}

/** Ends and records in one transaction; if it was ended already, the wish alone is recorded. */
const end = async (
  deps: SessionEndDependencies,
  call: Call,
  mutation: Mutation,
  resourceId: string,
): Promise<Audited<undefined>> => {
  const event = (): AuditEvent =>
    auditEvent(call, { outcome: 'success', status_code: 204, resource_id: resourceId }, deps);
  const ended = await deps.audit.commit([mutation], [event()], undefined);
  return ended === 'conflict' ? deps.audit.answer([event()], undefined, call.check) : ended;
};

/** Ends the caller's own session: the next request with one of its tokens is refused. @throws DependencyUnavailableError */
export const endSession = (deps: SessionEndDependencies, call: Call): Promise<Audited<undefined>> =>
  end(deps, call, deps.sessions.revocation(call.actor, deps.clock.now()), call.actor.session_id);

/**
 * Ends every session of a user of the call's tenant (45 CFR 164.308(a)(3)(ii)(C), termination procedures): each sign-in
 * up to now, seen here or not.
 * @throws DependencyUnavailableError
 */
export const endUserSessions = (
  deps: SessionEndDependencies,
  call: Call,
  userId: string,
): Promise<Audited<undefined>> => {
  const id = userId.toLowerCase();
  return end(deps, call, deps.sessions.userRevocation(call.tree, id, deps.clock.now()), id);
};
