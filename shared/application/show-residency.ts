import type { Baa } from '../domain/baa';
import { judgeResidency, type Residency, type ResidencyPolicy } from '../domain/residency';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import { auditEvent, type Call, type EventSources } from './call';

interface ShowResidencyDependencies extends EventSources, ResidencyPolicy {
  readonly audit: AuditTrail;
}

type ResidencyBody = Residency & { readonly covered_entity_id: string };

/** Shows where a covered entity's PHI may be, and whether that holds. @throws DependencyUnavailableError */
export const showResidency = (
  deps: ShowResidencyDependencies,
  call: Call,
  agreements: readonly Baa[],
): Promise<Audited<ResidencyBody>> => {
  const body = { covered_entity_id: call.tree, ...judgeResidency(deps, agreements, deps.clock.now()) };
  const event = auditEvent(call, { outcome: 'success', status_code: 200 }, deps);
  return deps.audit.answer([event], body, call.check);
};
