import { KeyEntityQuery } from '../schemas/key';
import { JobPath, JobQuery, JobView } from '../schemas/job';
import { defineRoutes } from './define-routes';

/** Work in the background: started, shown, stopped. */
export const jobRoutes = defineRoutes({
  reencryptKeys: {
    method: 'POST',
    path: '/hipaa/keys/reencrypt',
    group: 'hipaa',
    summary: 'Seal all stored records under the newest version of the key',
    description:
      'Starts a job that seals patients, vital signs, records of disclosures, and what is written about emergency grants anew and indexes patients anew. There is ' +
      'one at a time: a call while it runs answers it; a call after it was stopped, or failed, goes on with it. The call ' +
      'takes no body.',
    access: { kind: 'roles', roles: ['admin'] },
    scope: 'entity',
    baa: 'required',
    purpose: 'none',
    audit: { action: 'WRITE', resource_type: 'job' },
    request: { query: KeyEntityQuery },
    response: { status: 202, body: JobView, description: 'The job.', location: '/jobs/{id}' },
    capabilities: ['baa:read', 'job:read', 'job:write'],
    problems: ['request-in-progress'],
    timeoutSeconds: 15,
    throttle: { rate: 2, burst: 10 },
  },
  getJob: {
    method: 'GET',
    path: '/jobs/{id}',
    group: 'jobs',
    summary: 'Show a job',
    description: 'State and progress. Admins see all jobs of their covered entity, auditors those that they started.',
    access: { kind: 'roles', roles: ['admin', 'auditor'] },
    scope: 'entity',
    baa: 'none',
    purpose: 'none',
    audit: { action: 'READ', resource_type: 'job' },
    request: { path: JobPath, query: JobQuery },
    response: { status: 200, body: JobView, description: 'The job.' },
    capabilities: ['job:read'],
    problems: [],
    timeoutSeconds: 15,
    throttle: { rate: 50, burst: 100 },
  },
  stopJob: {
    method: 'DELETE',
    path: '/jobs/{id}',
    group: 'jobs',
    summary: 'Stop a job',
    description:
      'No further page begins. What is done stays done, and starting again goes on from there. A job that has ended is ' +
      'answered as it is.',
    access: { kind: 'roles', roles: ['admin', 'auditor'] },
    scope: 'entity',
    baa: 'none',
    purpose: 'none',
    audit: { action: 'DELETE', resource_type: 'job' },
    request: { path: JobPath, query: JobQuery },
    response: { status: 200, body: JobView, description: 'The job, stopped.' },
    capabilities: ['job:read', 'job:write'],
    problems: ['request-in-progress'],
    timeoutSeconds: 15,
    throttle: { rate: 10, burst: 20 },
  },
});
