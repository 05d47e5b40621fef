import { AuditEventView } from '../schemas/audit-log';
import { CreateManualEventRequest } from '../schemas/manual-event';
import { defineRoutes } from './define-routes';

/** Entries that people make into the audit log. */
export const auditRoutes = defineRoutes({
  createManualEvent: {
    method: 'POST',
    path: '/hipaa/audit-logs',
    group: 'hipaa',
    summary: 'Enter an access or a disclosure that happened elsewhere',
    description:
      'The event says `source: manual`, and its `user_id` is who reports; nothing in the body can make it look like one ' +
      'of the system. A disclosure, a release outside the covered entity, is put on record with it, sealed; that needs ' +
      'an agreement that covers the fields named (all four categories if none is), an entry without one does not. A ' +
      'repeat under one `Idempotency-Key` makes no second entry.',
    access: { kind: 'roles', roles: ['admin'] },
    scope: 'entity',
    idempotent: true,
    baa: 'when-phi',
    // The purpose in the body is the one of what happened, and opens nothing here.
    purpose: 'none',
    audit: { action: 'WRITE', resource_type: 'audit_log' },
    request: { body: CreateManualEventRequest },
    response: { status: 201, body: AuditEventView, description: 'The event, as the audit log shows it.' },
    capabilities: [
      'audit:find',
      'baa:read',
      'disclosure:create',
      'tenant-key:read',
      'tenant-key:create',
      'phi-key:generate-data-key',
      'phi-key:decrypt',
    ],
    problems: [],
    timeoutSeconds: 15,
    throttle: { rate: 20, burst: 40 },
  },
});
