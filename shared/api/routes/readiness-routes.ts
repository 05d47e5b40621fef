import { ReadinessView } from '../schemas/readiness';
import { EntityQuery } from '../schemas/fields';
import { defineRoutes } from './define-routes';

/** Whether the controls hold. */
export const readinessRoutes = defineRoutes({
  getStatus: {
    method: 'GET',
    path: '/hipaa/status',
    group: 'hipaa',
    summary: 'Show whether the HIPAA controls hold',
    description:
      'Probes each control anew, side by side, and names every check that did not pass. It answers 200 with the control ' +
      'false also while that control is broken: the audit trail, KMS, the agreements, the Region, or the HIPAA mode. The ' +
      'call’s own audit event is the one that is appended, read back, and must refuse to be changed.',
    access: { kind: 'roles', roles: ['admin', 'auditor'] },
    scope: 'entity',
    baa: 'none',
    purpose: 'none',
    closed: 'answers',
    audit: { action: 'READ', resource_type: 'readiness' },
    request: { query: EntityQuery },
    response: { status: 200, body: ReadinessView, description: 'The controls, and each check with what was measured.' },
    capabilities: [
      'baa:read',
      'tenant-key:read',
      'phi-key:generate-data-key',
      'phi-key:decrypt',
      'phi-key:inspect',
      'audit:inspect',
      'reconciliation:read',
    ],
    problems: [],
    timeoutSeconds: 15,
    throttle: { rate: 5, burst: 10 },
  },
});
