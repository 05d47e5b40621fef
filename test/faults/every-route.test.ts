import type { OperationId } from '../../shared/api/routes/routes';
import type { RouteDefinition } from '../../shared/api/routes/route-definition';
import { authenticatedRoutes, RouteCaller } from '../contract/routes/route-caller';
import { problemCode } from '../support/api-problem';
import { sharedStack } from '../support/shared-stack';

/** Routes that answer while the audit table is down: the report on it, and emergency access. */
const ANSWERING: Readonly<Partial<Record<OperationId, number>>> = { getStatus: 200, requestEmergencyAccess: 201 };

/** Every route's example needs something on file. */
const PREPARATION_MS = 120_000;

let routes: RouteCaller;
/** Requests that every route accepts, made ready before the table goes down. */
let calls: readonly (readonly [OperationId, RouteDefinition, () => ReturnType<RouteCaller['call']>])[];

beforeAll(async () => {
  routes = await RouteCaller.start(sharedStack());
  const ready = [];
  for (const [id, route] of authenticatedRoutes) {
    const token = await routes.tokenFor(id, route);
    const call = await routes.ready(id, route, { token });
    ready.push([id, route, call] as const);
  }
  calls = ready;
}, PREPARATION_MS);
afterAll(() => routes.stack.stop());

describe('guarantee 1, RELIABILITY 8 and 9: every route while the audit table is down', () => {
  it('is refused with 503 and Retry-After, but for status and emergency access, and keeps nothing in the second sink', async () => {
    const fault = { service: 'dynamodb', operation: '*', table: 'audit', error: 'AccessDeniedException' } as const;
    await routes.stack.faults.add({ ...fault, count: 0 });
    const unexpected: string[] = [];
    for (const [id, , call] of calls) {
      const puts = async () => (await routes.stack.callCounts()).s3?.PutObject ?? 0;
      const before = await puts();
      const response = await call();
      const expected = ANSWERING[id] ?? 503;
      const problem = expected === 503 ? 'service-unavailable' : undefined;
      const told = response.status === 503 ? problemCode(response) : undefined;
      const kept = (await puts()) - before;
      const isRight =
        response.status === expected &&
        told === problem &&
        (expected !== 503 || response.headers.get('retry-after') !== null) &&
        kept === (id === 'requestEmergencyAccess' ? 1 : 0);
      if (!isRight) unexpected.push(`${id}: ${response.status} ${String(told)}, ${kept} kept`);
    }
    expect(calls).toHaveLength(authenticatedRoutes.length);
    expect(unexpected).toEqual([]);
  });
});
