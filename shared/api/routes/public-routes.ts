import { HealthView, OpenApiDocument } from '../schemas/health';
import { defineRoutes } from './define-routes';

/** Routes without a token. They touch no PHI and no table. */
export const publicRoutes = defineRoutes({
  getHealth: {
    method: 'GET',
    path: '/health',
    group: 'public',
    summary: 'Liveness',
    description: 'Whether the API answers. Readiness of the controls is `GET /hipaa/status`.',
    access: { kind: 'public' },
    scope: 'none',
    baa: 'none',
    purpose: 'none',
    request: {},
    response: { status: 200, body: HealthView, description: 'The API answers.' },
    capabilities: [],
    problems: [],
    timeoutSeconds: 5,
    throttle: { rate: 20, burst: 40 },
  },
  getOpenApi: {
    method: 'GET',
    path: '/openapi.json',
    group: 'public',
    summary: 'The OpenAPI document',
    description: 'This document.',
    access: { kind: 'public' },
    scope: 'none',
    baa: 'none',
    purpose: 'none',
    request: {},
    response: { status: 200, body: OpenApiDocument, description: 'OpenAPI 3.1.' },
    capabilities: [],
    problems: [],
    timeoutSeconds: 5,
    throttle: { rate: 20, burst: 40 },
  },
});
