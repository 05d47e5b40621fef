import type { AuditEvent } from '../domain/audit-event';
import type { Job } from '../domain/job';
import type { EventSources } from './call';

/** Who acts when a job works: the system, not the admin who started it. */
const SYSTEM_USER = 'system';

export interface JobEventSources extends EventSources {
  readonly retentionYears: number;
}

type JobEventFacts = Pick<AuditEvent, 'operation'> &
  Partial<
    Pick<
      AuditEvent,
      | 'patient_id'
      | 'resource_type'
      | 'resource_id'
      | 'resource_version'
      | 'phi_fields_accessed'
      | 'outcome'
      | 'status_code'
      | 'reason_code'
      | 'key_version'
      | 'failed_items'
    >
  >;

/** The audit event of a job's own doing, of the job itself unless another resource is named. */
export const jobEvent = (deps: JobEventSources, job: Job, facts: JobEventFacts): AuditEvent => {
  const now = deps.clock.now();
  return {
    id: deps.randomness.ulid(now),
    recorded_at: now.toISOString(),
    request_id: deps.randomness.uuid(),
    source: 'system',
    covered_entity_id: job.covered_entity_id,
    user_id: SYSTEM_USER,
    roles: [],
    actor_scope: 'system',
    action: 'WRITE',
    resource_type: 'job',
    resource_id: job.id,
    phi_fields_accessed: [],
    outcome: 'success',
    status_code: 200,
    duration_ms: 0,
    retention_years: deps.retentionYears,
    ...facts,
  };
};
