import type { Baa } from '../domain/baa';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import type { BaaRegistry } from '../ports/baa-registry';
import { auditEvent, type Call, type EventSources } from './call';

export interface BaaDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly baas: BaaRegistry;
}

/** What the parties agreed on; the rest the registry adds. */
export type BaaTerms = Omit<Baa, 'id' | 'covered_entity_id' | 'created_at' | 'deactivated_at' | 'closed_at'>;

/**
 * Puts an agreement on file, agreement and audit event in one transaction.
 * @throws DependencyUnavailableError
 */
export const createBaa = async (
  deps: BaaDependencies,
  call: Call,
  terms: BaaTerms,
): Promise<Audited<Baa> | 'conflict'> => {
  const baa: Baa = {
    ...terms,
    id: deps.randomness.uuid(),
    covered_entity_id: call.tree,
    created_at: deps.clock.now().toISOString(),
  };
  const event = auditEvent(call, { outcome: 'success', status_code: 201, resource_id: baa.id }, deps);
  return deps.audit.commit([deps.baas.creation(baa)], [event], baa);
};
