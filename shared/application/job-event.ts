import type { AuditEvent } from '../domain/audit-event';
import type { Job } from '../domain/job';
import type { EventSources } from './call';
import { systemEvent, type SystemEventFacts } from './system-event';

export interface JobEventSources extends EventSources {
  readonly retentionYears: number;
}

type JobEventFacts = Pick<SystemEventFacts, 'operation'> &
  Partial<Omit<SystemEventFacts, 'operation' | 'covered_entity_id'>>;

/**
 * The audit event of a job's own doing, of the job itself unless another resource is named. The system acts, not the admin
 * who started it.
 */
export const jobEvent = (deps: JobEventSources, { id, covered_entity_id }: Job, facts: JobEventFacts): AuditEvent =>
  systemEvent(deps, deps.clock.now(), { covered_entity_id, resource_type: 'job', resource_id: id, ...facts });
