import { problemCode } from '../../support/api-problem';
import { authenticatedRoutes, routes } from './route-caller';
import { pathOf, routeExamples } from './route-examples';

const OTHER_ENTITY = 'b7a1c9d2-3f5e-4b86-8c14-52e09d6f7a02';

const ofEntity = authenticatedRoutes.filter(([, route]) => route.scope !== 'none');
/** Routes that an admin may call, as a platform operator is one. */
const openToAdmins = ofEntity.filter(([, { access }]) => access.kind !== 'roles' || access.roles.includes('admin'));
const ofNamedEntity = openToAdmins.filter(([, route]) => route.scope === 'entity');

/** The valid example, naming an entity where the route takes its name. */
const callNaming = async ([operationId, route]: (typeof ofEntity)[number], entity: string, token: string) => {
  const { path, json, query, ...rest } = await routeExamples[operationId].valid(routes().stack);
  const named =
    json === undefined
      ? { query: { ...query, covered_entity_id: entity } }
      : { query, json: { ...Object(json), covered_entity_id: entity } as unknown };
  return routes().stack.api(route.method, pathOf(route.path, path), { ...rest, ...named, token });
};

describe.each(ofEntity)('tenant isolation: %s', (operationId, route) => {
  it('answers 404 to a user who names another covered entity, and records it once', async () => {
    const response = await callNaming([operationId, route], OTHER_ENTITY, await routes().tokenFor(operationId, route));
    expect([response.status, problemCode(response)]).toEqual([404, 'not-found']);
    expect(await routes().eventsOf(response)).toMatchObject([{ outcome: 'denied', reason_code: 'not-found' }]);
  });
});

describe.each(openToAdmins)('platform operators who name an entity: %s', (operationId, route) => {
  it('serves a platform operator who names an entity, and marks the event so', async () => {
    const response = await callNaming(
      [operationId, route],
      routes().stack.ready.covered_entities.a,
      await routes().token('root@platform.test'),
    );
    expect(response.status).toBe(route.response.status);
    expect(await routes().eventsOf(response)).toMatchObject([{ actor_scope: 'platform', outcome: 'success' }]);
  });
});

describe.each(ofNamedEntity)('platform operators: %s', (operationId, route) => {
  it('answers 422 to a platform operator who names none, and records it in the platform’s tree', async () => {
    const response = await routes().call(operationId, route, { token: await routes().token('root@platform.test') });
    expect([response.status, problemCode(response)]).toEqual([422, 'covered-entity-required']);
    expect(await routes().eventsOf(response, 'platform')).toMatchObject([
      { actor_scope: 'platform', outcome: 'failure' },
    ]);
  });
});
