import { LONGEST_PHI_CALL_SECONDS } from '../../../shared/api/routes/longest-phi-call';
import { capabilitiesOf, routeEntries } from '../../../shared/api/routes/routes';

const creating = routeEntries.filter(([, { response }]) => response.status === 201);

describe('routes that create', () => {
  it.each(creating)('%s honours Idempotency-Key, with the rights for it', (_, route) => {
    expect([route.method, route.idempotent]).toEqual(['POST', true]);
    expect(capabilitiesOf(route)).toEqual(expect.arrayContaining(['idempotency:check', 'cursor-key:read']));
  });

  it.each(creating)(
    '%s links to a route of the table, or what it makes stands in the list at its own address',
    (_, route) => {
      const { location = route.path } = route.response;
      expect(routeEntries.some(([, { method, path }]) => method === 'GET' && path === location)).toBe(true);
    },
  );

  it('and there are some', () => {
    expect(creating.map(([operationId]) => operationId)).toContain('createBaa');
  });
});

describe('the longest call that may touch PHI', () => {
  it('is the longest timeout of a route behind the BAA gate', () => {
    const timeouts = routeEntries
      .filter(([, { baa }]) => baa !== 'none')
      .map(([, { timeoutSeconds }]) => timeoutSeconds);
    expect(LONGEST_PHI_CALL_SECONDS).toBe(Math.max(...timeouts));
  });
});
