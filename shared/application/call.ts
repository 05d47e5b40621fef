import type { Actor } from '../domain/actor';
import type { BaaGrant, ItemGrant } from '../domain/access-decision';
import type { AuditAction, AuditEvent, EventAccount } from '../domain/audit-event';
import type { ItemFailure } from '../domain/batch';
import type { RepeatableRequest } from '../domain/idempotency';
import type { Purpose } from '../domain/purpose';
import type { AuditEvents, ResponseCheck } from '../ports/audit-trail';
import type { Clock } from '../ports/clock';
import { DefectError } from '../ports/errors';
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
  /** The thing that the path names, where events of refusals too should say so. */
  readonly resource_id?: string;
  /** The version that the client means to change; `unknown` if its `If-Match` names none of ours. */
  readonly expected_version?: number | 'unknown';
  /** What its repeats will be known by, if the client named a key. */
  readonly repeatable?: RepeatableRequest;
  /** The use from which the session's idle limit runs. */
  readonly session_used_at?: Date;
  readonly grant?: BaaGrant;
  /** The emergency grant under which the call says that it runs. */
  readonly emergency_grant_id?: string;
  /** What the BAA gate says of each item, in order. */
  readonly item_grants?: readonly ItemGrant[];
  readonly retention_years: number;
  /** Throws when a body is not what the operation may answer; asked before anything is recorded. */
  readonly check?: ResponseCheck;
  /** Told of each item of a batch that fails, for metrics. */
  readonly itemFailed?: (failure: ItemFailure) => void;
}

/** A call that passed the BAA gate. */
export type PhiCall = Call & { readonly grant: BaaGrant };

/** What an operation adds to an event of its call. */
export type EventFacts = EventAccount &
  Pick<AuditEvent, 'status_code'> &
  Partial<Pick<AuditEvent, 'resource_id' | 'resource_version' | 'emergency_grant_id' | 'justification_hash'>>;

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
    resource_id: call.resource_id,
    patient_id: call.patient_id,
    phi_fields_accessed: [],
    purpose: call.purpose,
    baa_id: call.grant?.baa.id,
    baa_state: call.grant?.state,
    emergency_grant_id: call.emergency_grant_id,
    ip_address: call.ip_address,
    user_agent: call.user_agent,
    duration_ms: Math.max(0, now.getTime() - call.started_at.getTime()),
    retention_years: call.retention_years,
    ...facts,
  };
};

/** Writes the audit events of a call that has several, one for each of the facts. @throws DefectError without any. */
export const auditEvents = (call: Call, facts: readonly EventFacts[], sources: EventSources): AuditEvents => {
  const [first, ...others] = facts.map((each) => auditEvent(call, each, sources));
  if (first === undefined) throw new DefectError('a call without an event');
  return [first, ...others];
};
