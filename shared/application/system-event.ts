import type { AuditEvent } from '../domain/audit-event';
import type { EventSources } from './call';

/** Who acts when the system acts by itself. */
const SYSTEM_USER = 'system';

export interface SystemEventSources {
  readonly randomness: EventSources['randomness'];
  readonly retentionYears: number;
}

/** What an event of the system's own says; the rest is the same for all of them. */
export type SystemEventFacts = Pick<AuditEvent, 'covered_entity_id' | 'operation' | 'resource_type' | 'resource_id'> &
  Partial<
    Pick<
      AuditEvent,
      | 'action'
      | 'patient_id'
      | 'resource_version'
      | 'phi_fields_accessed'
      | 'outcome'
      | 'status_code'
      | 'reason_code'
      | 'baa_id'
      | 'key_version'
      | 'failed_items'
      | 'emergency_grant_id'
    >
  >;

/**
 * Writes the audit event of something that the system did by itself: an event of its own, not a second one of a request
 * that happened to need it (ADR 0007). A success with status 200 unless the facts say otherwise.
 */
export const systemEvent = (
  { randomness, retentionYears }: SystemEventSources,
  at: Date,
  facts: SystemEventFacts,
): AuditEvent => ({
  id: randomness.ulid(at),
  recorded_at: at.toISOString(),
  request_id: randomness.uuid(),
  source: 'system',
  user_id: SYSTEM_USER,
  roles: [],
  actor_scope: 'system',
  action: 'WRITE',
  phi_fields_accessed: [],
  outcome: 'success',
  status_code: 200,
  duration_ms: 0,
  retention_years: retentionYears,
  ...facts,
});
