import { functionDefinitions } from '../../shared/api/functions';
import { routeEntries } from '../../shared/api/routes/routes';
import { problemCode } from '../support/api-problem';
import { type LocalStack, startLocalStack } from '../support/local-stack';
import type { StackResponse } from '../support/stack-request';

const closed = [
  ['outside the approved Regions', { HIPAA_ALLOWED_REGIONS: '["us-west-2"]' }],
  ['with the HIPAA mode off', { HIPAA_ENABLED: 'false' }],
  ['without a list of approved Regions', { HIPAA_ALLOWED_REGIONS: '' }],
] as const satisfies readonly (readonly [string, Readonly<Record<string, string>>])[];

let stack: LocalStack;
let token: string;

// A closed stack gives no token; the one given before outlives the restarts.
beforeAll(async () => {
  stack = await startLocalStack({ background: false });
  token = await stack.token('admin@demo.test');
});
afterAll(() => stack.stop());

describe.each<readonly [string, Readonly<Record<string, string>>]>(closed)(
  'guarantee 3, PHI stays in its Region: %s',
  (_, settings) => {
    // What tells whether the API is closed answers while it is; the list of Regions cannot be shown if it cannot be read.
    const silenced = routeEntries.filter(
      ([operationId, route]) =>
        route.closed === undefined || (operationId === 'getDataResidency' && settings.HIPAA_ALLOWED_REGIONS === ''),
    );

    let answers: ReadonlyMap<string, StackResponse>;

    beforeAll(async () => {
      await stack.restart(settings);
      const calls = silenced.map(async ([operationId, { method, path }]) => {
        const json = method === 'POST' ? {} : undefined;
        return [operationId, await stack.api(method, path, { token, json })] as const;
      });
      answers = new Map(await Promise.all(calls));
    });

    it('answers 200 on the route that reports it, with residency and readiness false', async () => {
      const answering = routeEntries.filter(([, route]) => route.closed === 'answers');
      expect(answering.map(([operationId]) => operationId).sort()).toEqual(['getDataResidency', 'getStatus']);
      const response = await stack.api('GET', '/hipaa/status', { token });
      expect(response.status).toBe(200);
      expect(response.json).toMatchObject({ data_residency_configured: false, overall_hipaa_ready: false });
    });

    it.each(silenced.map(([operationId]) => operationId))('%s answers 503: closed, not open', (operationId) => {
      const response = answers.get(operationId);
      expect([response?.status, response && problemCode(response)]).toEqual([503, 'service-unavailable']);
    });

    it('answers 503 to a wrong method too, and gives no token: no function is left out', async () => {
      expect((await stack.api('PUT', '/health')).status).toBe(503);
      await expect(stack.token('admin@demo.test')).rejects.toThrow();
      expect(functionDefinitions.map(({ kind }) => kind)).toEqual([
        ...routeEntries.map(() => 'route'),
        'method-not-allowed',
        'cognito-trigger',
        // Closed by the one pipeline of workers (test/unit/functions/_pipeline/worker-lambda.test.ts).
        ...['stream', 'scheduled', 'scheduled', 'scheduled', 'stream', 'scheduled', 'widget', 'widget', 'widget'],
        'scheduled',
      ]);
    });
  },
);
