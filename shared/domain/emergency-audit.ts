import type { AuditEvent } from './audit-event';

/** Where the second audit sink keeps its events: `audit-fallback/<covered entity>/<event id>.json`. */
export const AUDIT_FALLBACK_PREFIX = 'audit-fallback/';

/** The key of an event's object. */
export const auditFallbackKey = (tree: string, name: string): string => `${AUDIT_FALLBACK_PREFIX}${tree}/${name}.json`;

/** The operation that gives an emergency grant, and with it a patient's record. */
const GIVES_GRANT = 'requestEmergencyAccess';

/**
 * Whether an event may be kept in the second audit sink while the audit table refuses: emergency access that succeeds,
 * and nothing else. That is the grant itself, and reading under it (45 CFR 164.312(a)(2)(ii)).
 */
export const isEmergencyAccess = ({ emergency_grant_id, action, operation, outcome }: AuditEvent): boolean =>
  emergency_grant_id !== undefined && outcome === 'success' && (action === 'READ' || operation === GIVES_GRANT);
