import type { Actor } from '../domain/actor';
import type { BaaGrant } from '../domain/access-decision';
import type { AuditAction, AuditEvent } from '../domain/audit-event';
import type { RepeatableRequest } from '../domain/idempotency';
import type { Purpose } from '../domain/purpose';
import type { ResponseCheck } from '../ports/audit-trail';
import type { Clock } from '../ports/clock';
import type { Randomness } from '../ports/randomness';

/** One call of one operation, as far as the pipeline knows it: what every audit event about it says. */
export interface Call {
  readonly request_id: string;
  readonly operation: string;
  readonly action: AuditAction;
  readonly resource_type: string;
  readonly actor: Actor;
  /** The covered entity concerned, or the platform's tree. */
  readonly tree: string;
  /** The one patient whom the call concerns, for that patient's access log. */
  readonly patient_id?: string;
  readonly started_at: Date;
  readonly ip_address?: string;
  readonly user_agent?: string;
  readonly purpose?: Purpose;
  /** What its repeats will be known by, if the client named a key. */
  readonly repeatable?: RepeatableRequest;
  /** The use from which the session's idle limit runs. */
  readonly session_used_at?: Date;
  readonly grant?: BaaGrant;
  readonly retention_years: number;
  /** Throws when a body is not what the operation may answer; asked before anything is recorded. */
  readonly check?: ResponseCheck;
}

/** A call that passed the BAA gate. */
export type PhiCall = Call & { readonly grant: BaaGrant };

/** What an operation adds to the event of its call. */
export type EventFacts = Pick<AuditEvent, 'outcome' | 'status_code'> &
  Partial<
    Pick<
      AuditEvent,
      'patient_id' | 'resource_id' | 'phi_fields_accessed' | 'phi_category' | 'key_version' | 'reason_code'
    >
  >;

export interface EventSources {
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** Writes the audit event of a call. */
export const auditEvent = (call: Call, facts: EventFacts, { clock, randomness }: EventSources): AuditEvent => {
  const now = clock.now();
  return {
    id: randomness.ulid(now),
    recorded_at: now.toISOString(),
    request_id: call.request_id,
    source: 'system',
    covered_entity_id: call.tree,
    user_id: call.actor.user_id,
    roles: call.actor.roles,
    session_id: call.actor.session_id,
    actor_scope: call.actor.tenancy.kind === 'platform' ? 'platform' : 'tenant',
    action: call.action,
    operation: call.operation,
    resource_type: call.resource_type,
    patient_id: call.patient_id,
    phi_fields_accessed: [],
    purpose: call.purpose,
    baa_id: call.grant?.baa.id,
    baa_state: call.grant?.state,
    ip_address: call.ip_address,
    user_agent: call.user_agent,
    duration_ms: Math.max(0, now.getTime() - call.started_at.getTime()),
    retention_years: call.retention_years,
    ...facts,
  };
};
