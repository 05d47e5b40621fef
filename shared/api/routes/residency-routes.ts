import { EntityQuery } from '../schemas/fields';
import { ResidencyView } from '../schemas/residency';
import { defineRoutes } from './define-routes';

/** Where PHI may be: guarantee 3. */
export const residencyRoutes = defineRoutes({
  getDataResidency: {
    method: 'GET',
    path: '/hipaa/data-residency',
    group: 'hipaa',
    summary: 'Show where PHI may be',
    description:
      'The approved Regions, the Region of this deployment, and the Region of each active agreement of the covered ' +
      'entity, each compliant or not. It answers while the API is closed for its Region or its mode, and says so.',
    access: { kind: 'roles', roles: ['admin', 'auditor'] },
    scope: 'entity',
    baa: 'none',
    purpose: 'none',
    closed: 'answers',
    audit: { action: 'READ', resource_type: 'data_residency' },
    request: { query: EntityQuery },
    response: { status: 200, body: ResidencyView, description: 'Regions, and whether they are compliant.' },
    capabilities: ['baa:read'],
    problems: [],
    timeoutSeconds: 15,
    throttle: { rate: 20, burst: 40 },
  },
});
