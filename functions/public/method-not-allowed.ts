import { randomUUID } from 'node:crypto';
import { preflightHeaders } from '../../shared/api/cors';
import { SECURITY_HEADERS } from '../../shared/api/problems';
import { methodsOf, VERSION_PREFIX } from '../../shared/api/routes/routes';
import { allowedOrigins, openRegion } from '../_pipeline/composition-root';
import { lastResort, originOf, requestIdOf } from '../_pipeline/last-resort';
import { problemResponse } from '../_pipeline/problem-response';

/**
 * Every method that a resource does not support: 405 with `Allow`. `OPTIONS` is one of them, but for the preflight of a
 * page whose origin the deployment allows.
 */
export const handler = lastResort('methodNotAllowed', async (event) => {
  openRegion();
  const requestId = requestIdOf(event);
  const ids = { requestId, errorId: randomUUID(), fields: [] };
  const allowed = methodsOf(event.resource.slice(VERSION_PREFIX.length));
  if (allowed.length === 0) return Promise.resolve(problemResponse({ code: 'not-found', ...ids }));
  if (event.httpMethod === 'OPTIONS' && allowedOrigins().includes(originOf(event) ?? '')) {
    const headers = { ...SECURITY_HEADERS, ...preflightHeaders(allowed), 'X-Request-Id': requestId };
    return Promise.resolve({ statusCode: 204, headers, body: '' });
  }
  const { headers, ...problem } = problemResponse({ code: 'method-not-allowed', ...ids });
  return Promise.resolve({ ...problem, headers: { ...headers, Allow: allowed.join(', ') } });
});
