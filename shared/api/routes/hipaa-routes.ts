import { AuditLogPage, AuditLogQuery } from '../schemas/audit-log';
import { DecryptBody, EncryptBody, OpenedBody, RewrapBody, SealedBody } from '../schemas/encryption';
import { defineRoutes } from './define-routes';

/** Of operations that take `items`. */
const BATCH_PROBLEMS = ['batch-failed', 'response-too-large'] as const;

/** EP-050's endpoints, under `/hipaa`. */
export const hipaaRoutes = defineRoutes({
  encryptValue: {
    method: 'POST',
    path: '/hipaa/encrypt',
    group: 'hipaa',
    summary: 'Encrypt PHI values',
    description:
      'Seals a value under the covered entity’s key, bound to its Region, context, and category. Equal values give ' +
      'different ciphertexts. Up to 100 values go in one request as `items`, each answered for itself, in order.',
    access: { kind: 'roles', roles: ['admin', 'developer'] },
    scope: 'entity',
    baa: 'required',
    purpose: 'optional',
    audit: { action: 'WRITE', resource_type: 'value' },
    request: { body: EncryptBody },
    response: { status: 200, body: SealedBody, description: 'The ciphertext, or one for each item.' },
    capabilities: ['baa:read', 'tenant-key:read', 'tenant-key:create', 'phi-key:generate-data-key', 'phi-key:decrypt'],
    problems: BATCH_PROBLEMS,
    timeoutSeconds: 15,
    throttle: { rate: 200, burst: 400 },
  },
  decryptValue: {
    method: 'POST',
    path: '/hipaa/decrypt',
    group: 'hipaa',
    summary: 'Decrypt PHI values',
    description:
      'Opens a ciphertext, or up to 100 as `items`. The audit event (one for each patient) is durable before a value ' +
      'leaves; if it cannot be written, 503 and no value. Every integrity failure is one and the same answer.',
    access: { kind: 'roles', roles: ['admin'] },
    scope: 'entity',
    baa: 'required',
    purpose: 'required',
    audit: { action: 'READ', resource_type: 'value' },
    request: { body: DecryptBody },
    response: { status: 200, body: OpenedBody, description: 'The value in the clear, or one for each item.' },
    capabilities: ['baa:read', 'tenant-key:read', 'phi-key:decrypt'],
    problems: ['phi-integrity-failure', ...BATCH_PROBLEMS],
    timeoutSeconds: 15,
    throttle: { rate: 100, burst: 200 },
  },
  rewrapValue: {
    method: 'POST',
    path: '/hipaa/rewrap',
    group: 'hipaa',
    summary: 'Seal values anew under the newest key',
    description:
      'Opens a ciphertext, or up to 100 as `items`, and seals its value under the newest version of the covered entity’s ' +
      'key, with the same context and category. A legacy Fernet token (`gAAAA…`) under one of the covered entity’s legacy ' +
      'keys comes back as a `phi.v1` token under the context and category that the call states. The value is not answered.',
    access: { kind: 'roles', roles: ['admin', 'developer'] },
    scope: 'entity',
    baa: 'required',
    purpose: 'none',
    audit: { action: 'WRITE', resource_type: 'value' },
    request: { body: RewrapBody },
    response: { status: 200, body: SealedBody, description: 'The new ciphertext, or one for each item.' },
    capabilities: [
      'baa:read',
      'tenant-key:read',
      'tenant-key:create',
      'phi-key:generate-data-key',
      'phi-key:decrypt',
      'legacy-keys:read',
    ],
    problems: ['phi-integrity-failure', ...BATCH_PROBLEMS],
    timeoutSeconds: 15,
    throttle: { rate: 100, burst: 200 },
  },
  listAuditLogs: {
    method: 'GET',
    path: '/hipaa/audit-logs',
    group: 'hipaa',
    summary: 'Read the audit log',
    description:
      'The covered entity’s audit events, newest first, narrowed by any filters, which must all hold. Reading the log is ' +
      'itself logged. A call reads at most 1,000 events, so a page may be short or empty and still carry `next_cursor`; ' +
      'the list ends when it is absent. With `patient_id` or `user_id` the list comes from an index, in which an event ' +
      'may take a moment to show; any other list shows it from the moment that it was recorded.',
    access: { kind: 'roles', roles: ['admin', 'auditor'] },
    scope: 'entity',
    baa: 'none',
    purpose: 'none',
    audit: { action: 'READ', resource_type: 'audit_log' },
    request: { query: AuditLogQuery },
    response: { status: 200, body: AuditLogPage, description: 'A page of audit events.' },
    capabilities: ['audit:read', 'reconciliation:read', 'cursor-key:read'],
    problems: ['invalid-cursor'],
    timeoutSeconds: 15,
    throttle: { rate: 20, burst: 40 },
  },
});
