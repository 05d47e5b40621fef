import { EndUserSessionsQuery, SessionView, UserPath } from '../schemas/session';
import { defineRoutes } from './define-routes';

/** What signed-in users may learn and do about their own sessions, and admins about those of their users. */
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
  endSession: {
    method: 'DELETE',
    path: '/session',
    group: 'session',
    summary: 'End the current session',
    description:
      'Signs out here: from the next request on, every token of this sign-in is refused, unexpired ones included. Other ' +
      'sessions of the same user live on.',
    access: { kind: 'self' },
    scope: 'none',
    baa: 'none',
    purpose: 'none',
    audit: { action: 'DELETE', resource_type: 'session' },
    request: {},
    response: { status: 204, description: 'The session has ended.' },
    capabilities: ['session:end'],
    problems: [],
    timeoutSeconds: 15,
    throttle: { rate: 50, burst: 100 },
  },
  endUserSessions: {
    method: 'DELETE',
    path: '/users/{id}/sessions',
    group: 'session',
    summary: 'End all sessions of a user',
    description:
      'From the next request on, every token of a sign-in up to now is refused, unseen ones included; a later sign-in is ' +
      'not affected. The answer is the same whether the covered entity has such a user or not.',
    access: { kind: 'roles', roles: ['admin'] },
    scope: 'entity',
    baa: 'none',
    purpose: 'none',
    audit: { action: 'DELETE', resource_type: 'user_sessions' },
    request: { path: UserPath, query: EndUserSessionsQuery },
    response: { status: 204, description: 'No sign-in up to now counts any more.' },
    capabilities: ['session:end'],
    problems: [],
    timeoutSeconds: 15,
    throttle: { rate: 10, burst: 20 },
  },
});
