import { randomUUID } from 'node:crypto';
import { methodsOf, VERSION_PREFIX } from '../../shared/api/routes/routes';
import { lastResort, requestIdOf } from '../_pipeline/last-resort';
import { openRegion } from '../_pipeline/composition-root';
import { problemResponse } from '../_pipeline/problem-response';

/** Every method that a resource does not support, `OPTIONS` included: 405 with `Allow`. There is no CORS. */
export const handler = lastResort('methodNotAllowed', async (event) => {
  openRegion();
  const ids = { requestId: requestIdOf(event), errorId: randomUUID(), fields: [] };
  const allowed = methodsOf(event.resource.slice(VERSION_PREFIX.length));
  if (allowed.length === 0) return Promise.resolve(problemResponse({ code: 'not-found', ...ids }));
  const { headers, ...problem } = problemResponse({ code: 'method-not-allowed', ...ids });
  return Promise.resolve({ ...problem, headers: { ...headers, Allow: allowed.join(', ') } });
});
