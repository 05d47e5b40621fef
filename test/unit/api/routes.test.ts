import { capabilitiesOf, routeEntries } from '../../../shared/api/routes/routes';

const creating = routeEntries.filter(([, { response }]) => response.status === 201);

describe('routes that create', () => {
  it.each(creating)('%s honours Idempotency-Key, with the rights for it', (_, route) => {
    expect([route.method, route.idempotent]).toEqual(['POST', true]);
    expect(capabilitiesOf(route)).toEqual(expect.arrayContaining(['idempotency:check', 'cursor-key:read']));
  });

  // A manual entry has no route of its own: the log's list shows it.
  it.each(creating.filter(([operationId]) => operationId !== 'createManualEvent'))(
    '%s links to a route of the table, by members of its body',
    (_, { response }) => {
      const { location = '' } = response;
      expect(routeEntries.some(([, { method, path }]) => method === 'GET' && path === location)).toBe(true);
    },
  );

  it('and there are some', () => {
    expect(creating.map(([operationId]) => operationId)).toContain('createBaa');
  });
});
