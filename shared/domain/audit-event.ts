import * as z from 'zod';
import { DISCLOSURE_BASES } from './disclosure';
import { PHI_CATEGORIES } from './phi-category';
import { PURPOSES } from './purpose';

/** EP-050's four actions. */
export const AUDIT_ACTIONS = ['READ', 'WRITE', 'DELETE', 'EXPORT'] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** The tree of events that concern no covered entity. */
export const PLATFORM_TREE = 'platform';

const OpaqueId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/**
 * One line of the audit log: who did what to which PHI, when, why, and how it ended (45 CFR 164.312(b)).
 * Opaque ids, words of closed lists, and numbers only: never a PHI value and never a caller's free text, because a
 * locked log cannot be cleaned. The same shape in the table and on the wire.
 */
export const AuditEventSchema = z.strictObject({
  id: z.ulid().meta({ description: 'Sorts by time, and names the event for ever.' }),
  recorded_at: z.iso.datetime({ precision: 3 }),
  request_id: z.uuid(),
  source: z.enum(['system', 'manual', 'aws']).meta({
    description: '`manual`: a person reports what happened elsewhere; `user_id` is who reports.',
  }),
  covered_entity_id: z
    .union([z.uuid(), z.literal(PLATFORM_TREE)])
    .meta({ description: 'The covered entity, or `platform` where none is concerned.' }),
  patient_id: z.uuid().optional(),
  user_id: OpaqueId,
  roles: z.array(z.string().max(32)).readonly(),
  session_id: z.uuid().optional(),
  actor_scope: z
    .enum(['tenant', 'platform', 'system'])
    .meta({ description: '`platform`: an operator acted on the entity’s data.' }),
  action: z.enum(AUDIT_ACTIONS),
  operation: OpaqueId.meta({ description: 'The operation id of the route, or of a system operation.' }),
  resource_type: OpaqueId,
  resource_id: OpaqueId.optional(),
  resource_version: z.int().min(1).optional().meta({ description: 'The version that a write left behind.' }),
  phi_fields_accessed: z.array(OpaqueId).readonly(),
  phi_category: z.enum(PHI_CATEGORIES).optional(),
  purpose: z.enum(PURPOSES).optional(),
  outcome: z.enum(['success', 'denied', 'failure']),
  status_code: z
    .int()
    .min(100)
    .max(599)
    .meta({ description: 'As about to be sent. Over-reporting is allowed, under-reporting never.' }),
  reason_code: OpaqueId.optional().meta({
    description:
      'The problem code, where the outcome is not `success`, or where items of a batch failed beside others; why the ' +
      'system acted, where it acted by itself; `emergency-search` where a search looked beyond the care teams.',
  }),
  failed_items: z.int().min(1).max(100).optional().meta({ description: 'Items of a batch that failed.' }),
  baa_id: z.uuid().optional(),
  baa_state: z.enum(['active', 'ended']).optional().meta({
    description: '`ended`: access that 45 CFR 164.504(e)(2)(ii)(J) leaves open after the agreement’s end.',
  }),
  key_version: z.int().min(1).optional(),
  emergency_grant_id: z.uuid().optional().meta({
    description: 'The emergency grant that was given, used, or reviewed (45 CFR 164.312(a)(2)(ii)).',
  }),
  justification_hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .meta({ description: 'The salted SHA-256 of an emergency grant’s terms and sealed justification.' }),
  occurred_at: z.iso.datetime({ precision: 3 }).optional().meta({
    description: 'When it happened, by what the reporter says; of manual entries alone.',
  }),
  accessed_by: z.uuid().optional().meta({
    description: 'Who did it, by what the reporter says; of manual entries alone.',
  }),
  disclosure: z
    .strictObject({
      id: z.uuid(),
      basis: z.enum(DISCLOSURE_BASES),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
    })
    .optional()
    .meta({
      description:
        'The record of a disclosure, what permits it (45 CFR part 164), and the salted SHA-256 of the record.',
    }),
  ip_address: z.string().max(45).optional(),
  user_agent: z.string().max(32).optional().meta({ description: 'Product and major version out of a closed list.' }),
  duration_ms: z.number().min(0),
  retention_years: z.int().min(6),
});

export type AuditEvent = Readonly<z.output<typeof AuditEventSchema>>;

/** What one event of a call says that another event of the same call may not: a batch has one for each patient. */
export type EventAccount = Pick<AuditEvent, 'outcome'> &
  Partial<
    Pick<
      AuditEvent,
      | 'patient_id'
      | 'phi_fields_accessed'
      | 'phi_category'
      | 'key_version'
      | 'baa_id'
      | 'baa_state'
      | 'reason_code'
      | 'failed_items'
    >
  >;
