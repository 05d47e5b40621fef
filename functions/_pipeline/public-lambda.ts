import { type OperationId, type Routes, routes } from '../../shared/api/routes/routes';
import { SECURITY_HEADERS } from '../../shared/api/problems';
import type * as z from 'zod';
import { openRegion } from './composition-root';
import { lastResort, type ProxyHandler, requestIdOf } from './last-resort';

type PublicId = {
  [Id in OperationId]: Routes[Id]['access'] extends { kind: 'public' } ? Id : never;
}[OperationId];

/** The Lambda handler of a route without a token: no caller, no table, no PHI. @throws nothing */
export const publicLambda = <Id extends PublicId>(
  operationId: Id,
  answer: (region: string) => z.input<Routes[Id]['response']['body']>,
): ProxyHandler =>
  lastResort(operationId, async (event) => {
    const body = routes[operationId].response.body.parse(answer(openRegion()));
    return Promise.resolve({
      statusCode: routes[operationId].response.status,
      headers: { ...SECURITY_HEADERS, 'Content-Type': 'application/json', 'X-Request-Id': requestIdOf(event) },
      body: JSON.stringify(body),
    });
  });
