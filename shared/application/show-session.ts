import type { Role } from '../domain/roles';
import { sessionEnds, type SessionLimits } from '../domain/session';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import { auditEvent, type Call, type EventSources } from './call';

export interface SessionDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly sessionLimits: SessionLimits;
}

export interface SessionBody {
  readonly session_id: string;
  readonly user_id: string;
  readonly roles: readonly Role[];
  readonly platform: boolean;
  readonly covered_entity_id?: string;
  readonly signed_in_at: string;
  readonly idle_expires_at: string;
  readonly expires_at: string;
}

/** Shows the caller's own session, and until when it lasts. @throws DependencyUnavailableError */
export const showSession = (deps: SessionDependencies, call: Call): Promise<Audited<SessionBody>> => {
  const { actor } = call;
  const ends = sessionEnds(actor, call.session_used_at ?? actor.signed_in_at, deps.sessionLimits);
  const idle = ends.idle < ends.absolute ? ends.idle : ends.absolute;
  const facts = { outcome: 'success', status_code: 200, resource_id: actor.session_id } as const;
  const body = {
    session_id: actor.session_id,
    user_id: actor.user_id,
    roles: actor.roles,
    platform: actor.tenancy.kind === 'platform',
    ...(actor.tenancy.kind === 'tenant' ? { covered_entity_id: actor.tenancy.covered_entity_id } : {}),
    signed_in_at: actor.signed_in_at.toISOString(),
    idle_expires_at: idle.toISOString(),
    expires_at: ends.absolute.toISOString(),
  };
  return deps.audit.answer([auditEvent(call, facts, deps)], body, call.check);
};
