import { type BreakGlassQueue, breakGlassQueue } from '../domain/break-glass-queue';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import type { EmergencyGrants } from '../ports/emergency-grants';
import { platformView, type PlatformViewSources } from './platform-view';

export interface BreakGlassQueueDependencies extends PlatformViewSources {
  readonly audit: AuditTrail;
  readonly grants: Pick<EmergencyGrants, 'pending'>;
}

/** Grants that are read, and rows that are shown. */
const MOST_READ = 500;
const MOST_SHOWN = 50;

/**
 * Shows the emergency grants of all covered entities that nobody has judged (45 CFR 164.308(a)(6)(ii)): ids and times.
 * Its event is durable before anything of it leaves.
 * @throws DependencyUnavailableError
 */
export const showBreakGlassQueue = async (deps: BreakGlassQueueDependencies): Promise<Audited<BreakGlassQueue>> => {
  const read = await deps.grants.pending(MOST_READ);
  const event = platformView(deps, { operation: 'showBreakGlassQueue', resource_type: 'emergency_grant' });
  return deps.audit.answer([event], breakGlassQueue(read, MOST_SHOWN, deps.clock.now()));
};
