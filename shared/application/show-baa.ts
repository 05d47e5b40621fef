import type { Baa } from '../domain/baa';
import { refuse, type Refusal } from '../domain/result';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import { type BaaBody, baaBody } from './baa-body';
import { auditEvent, type Call, type EventSources } from './call';

/** Shows an agreement, or that the entity has none of that id. @throws DependencyUnavailableError */
export const showBaa = async (
  deps: EventSources & { readonly audit: AuditTrail },
  call: Call,
  baa: Baa | undefined,
): Promise<Audited<BaaBody> | Refusal<'not-found'>> => {
  if (baa === undefined) return refuse('not-found');
  const event = auditEvent(call, { outcome: 'success', status_code: 200, resource_id: baa.id }, deps);
  return deps.audit.answer([event], baaBody(baa, deps.clock.now()), call.check);
};
