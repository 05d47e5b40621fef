import { BaaPath, BaaView, CreateBaaRequest, EntityQuery } from '../schemas/baa';
import { defineRoutes } from './define-routes';

/** Business associate agreements: what opens the gate of guarantee 2. */
export const baaRoutes = defineRoutes({
  createBaa: {
    method: 'POST',
    path: '/hipaa/baa',
    group: 'hipaa',
    summary: 'Put a business associate agreement on file',
    description:
      'From `effective_date` through `expiry_date` it opens the covered entity’s PHI operations, with the next request. ' +
      'A platform operator who names no covered entity begins a new one.',
    access: { kind: 'roles', roles: ['admin'] },
    scope: 'entity-or-new',
    idempotent: true,
    baa: 'none',
    purpose: 'none',
    audit: { action: 'WRITE', resource_type: 'baa' },
    request: { body: CreateBaaRequest },
    response: { status: 201, body: BaaView, description: 'The agreement on file.', location: '/hipaa/baa/{id}' },
    capabilities: ['baa:create', 'baa:read'],
    problems: [],
    timeoutSeconds: 15,
    throttle: { rate: 20, burst: 40 },
  },
  getBaa: {
    method: 'GET',
    path: '/hipaa/baa/{id}',
    group: 'hipaa',
    summary: 'Show a business associate agreement',
    description: 'One agreement of the covered entity, with its status as of now.',
    access: { kind: 'roles', roles: ['admin', 'auditor'] },
    scope: 'entity',
    baa: 'none',
    purpose: 'none',
    audit: { action: 'READ', resource_type: 'baa' },
    request: { path: BaaPath, query: EntityQuery },
    response: { status: 200, body: BaaView, description: 'The agreement.' },
    capabilities: ['baa:read'],
    problems: [],
    timeoutSeconds: 15,
    throttle: { rate: 20, burst: 40 },
  },
});
