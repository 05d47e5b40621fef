import { SessionView } from '../schemas/session';
import { defineRoutes } from './define-routes';

/** What signed-in users may learn and do about their own sessions. */
export const sessionRoutes = defineRoutes({
  getSession: {
    method: 'GET',
    path: '/session',
    group: 'session',
    summary: 'Show the current session',
    description: 'Who is signed in, with which roles, for which covered entity, and until when.',
    access: { kind: 'self' },
    scope: 'none',
    baa: 'none',
    purpose: 'none',
    audit: { action: 'READ', resource_type: 'session' },
    request: {},
    response: { status: 200, body: SessionView, description: 'The session.' },
    capabilities: [],
    problems: [],
    timeoutSeconds: 15,
    throttle: { rate: 50, burst: 100 },
  },
});
