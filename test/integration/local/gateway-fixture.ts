import type { APIGatewayProxyEvent } from 'aws-lambda';
import { dashboardPage } from '../../../infra/local/dashboard/dashboard-page';
import { emptyDashboard } from '../../support/dashboard-data';
import { ApiHandler, type ApiHandlerOptions } from '../../../infra/local/gateway/api-handler';
import { type GatewayServer, startGatewayServer } from '../../../infra/local/gateway/gateway-server';
import { site } from '../../../infra/local/gateway/site';
import type { InvocationOutcome } from '../../../infra/local/lambda/invocation-outcome';
import { MovedClock } from '../../../infra/local/moved-clock';
import { landingPage } from '../../../infra/local/pages/landing-page';
import { type RequestOptions, sendRequest, type StackResponse } from '../../support/stack-request';

interface Invocation {
  readonly functionId: string;
  readonly event: APIGatewayProxyEvent;
}

/** A gateway whose functions are the test's, and whose authorizer takes the token `good` alone. */
export interface GatewayFixture {
  readonly url: string;
  readonly server: GatewayServer;
  readonly clock: MovedClock;
  readonly invocations: readonly Invocation[];
  /** What the next invocations give. */
  respond(outcome: InvocationOutcome | (() => Promise<InvocationOutcome>)): void;
  request(method: string, path: string, options?: RequestOptions): Promise<StackResponse>;
  close(): Promise<void>;
}

export const answered = (result: unknown): InvocationOutcome => ({ kind: 'answered', payload: JSON.stringify(result) });

export const CLAIMS = { sub: 'somebody', 'cognito:groups': 'admin' };

export const startGatewayFixture = async (options: Partial<ApiHandlerOptions> = {}): Promise<GatewayFixture> => {
  const clock = new MovedClock();
  const invocations: Invocation[] = [];
  let outcome: () => Promise<InvocationOutcome> = () => Promise.resolve(answered({ statusCode: 200, body: '{}' }));
  const server = await startGatewayServer(0, () => clock.now());
  const api = new ApiHandler({
    authorizer: { authorize: ([header]) => (header === 'Bearer good' ? CLAIMS : undefined) },
    invoke: (functionId, payload) => {
      invocations.push({ functionId, event: JSON.parse(payload) as APIGatewayProxyEvent });
      return outcome();
    },
    now: () => clock.now(),
    ...options,
  });
  server.serve(
    site({
      api: (call) => api.answer(call),
      controls: () => Promise.resolve(undefined),
      dashboard: () => Promise.resolve(dashboardPage(emptyDashboard)),
      landingPage: () => landingPage({ url: server.url, region: 'us-east-1', home: '/home/<b>' }),
    }),
  );
  return {
    server,
    clock,
    invocations,
    respond: (next) => {
      outcome = typeof next === 'function' ? next : () => Promise.resolve(next);
    },
    url: server.url,
    request: (method, path, requestOptions = {}) => sendRequest(server.url, method, path, requestOptions),
    close: () => server.close(),
  };
};
