import type { OperationId, Routes } from '../../shared/api/routes/routes';
import { SECURITY_HEADERS } from '../../shared/api/problems';
import type * as z from 'zod';
import { openRegion } from './composition-root';
import { lastResort, type ProxyHandler, requestIdOf } from './last-resort';

type PublicId = {
  [Id in OperationId]: Routes[Id]['access'] extends { kind: 'public' } ? Id : never;
}[OperationId];

/** The Lambda handler of a route without a token: no caller, no table, no PHI. `table` is its group's. @throws nothing */
export const publicLambda = <Id extends PublicId>(
  table: NoInfer<Pick<Routes, Id>>,
  operationId: Id,
  answer: (region: string) => z.input<Routes[Id]['response']['body']>,
): ProxyHandler =>
  lastResort(operationId, async (event) => {
    const body = table[operationId].response.body.parse(answer(openRegion()));
    return Promise.resolve({
      statusCode: table[operationId].response.status,
      headers: { ...SECURITY_HEADERS, 'Content-Type': 'application/json', 'X-Request-Id': requestIdOf(event) },
      body: JSON.stringify(body),
    });
  });
