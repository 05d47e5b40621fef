import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { accepted } from '../../functions/_pipeline/refused';
import { routes } from '../../shared/api/routes/routes';
import { passBaaGate } from '../../shared/domain/access-decision';
import { authenticate } from '../../shared/domain/actor';
import { API_SCOPE } from '../../shared/domain/api-scope';
import { checkSession } from '../../shared/domain/session';
import { homeTree } from '../../shared/domain/tenant';
import type { PipelineBench } from '../support/pipeline-bench';

const { request, response, access } = routes.decryptValue;

const write = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const metric = (name: string, sets: readonly (readonly string[])[], dimensions: object): void => {
  const directive = { Namespace: 'Phiducia', Dimensions: sets, Metrics: [{ Name: name, Unit: 'Count' }] };
  write({
    _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] },
    service: 'bench',
    ...dimensions,
    [name]: 1,
  });
};

/**
 * `POST /hipaa/decrypt` as somebody writes it in one piece, around the same answer: the same schemas, the same rules, the same
 * log line and metrics. No middleware, no order of refusals, no audit of them, no problem details, no bound of sizes.
 */
export const handWritten = async (
  bench: PipelineBench,
  event: APIGatewayProxyEvent,
  answer: () => Promise<unknown>,
): Promise<APIGatewayProxyResult> => {
  const started = bench.clock.now();
  const { authorizer, requestId } = event.requestContext;
  const actor = accepted(
    authenticate({ ...authorizer?.claims } as Record<string, unknown>, {
      clientId: bench.clientId,
      scope: API_SCOPE,
      now: started,
    }),
  );
  const [session, agreements] = await Promise.all([
    bench.sessions.read(actor),
    bench.baas.agreementsOf(homeTree(actor.tenancy)),
  ]);
  accepted(checkSession(actor, session, bench.sessionLimits, started));
  if (!actor.roles.some((role) => (access.roles as readonly string[]).includes(role))) throw new Error('refused');
  const body = request.body.parse(JSON.parse(Buffer.from(event.body ?? '', 'base64').toString()));
  accepted(
    passBaaGate({
      ...{ actor, action: 'READ', purpose: body.purpose, emergency: false, agreements },
      question: { categories: [], region: bench.region, now: started, marginMs: 15_000 },
    }),
  );
  const text = JSON.stringify(response.body.parse(await answer()));
  const timestamp = new Date().toISOString();
  metric('PhiAccess', [['service'], ['service', 'action'], ['service', 'purpose'], ['service', 'role']], {
    action: 'READ',
    purpose: body.purpose,
    role: actor.roles.join('+'),
  });
  write({
    ...{ level: 'INFO', message: 'request', service: 'phiducia', timestamp, request_id: requestId },
    ...{
      operation: 'decryptValue',
      user_id: actor.user_id,
      patient_id: 'context' in body ? body.context?.patient_id : undefined,
    },
    ...{ status_code: 200, duration_ms: Math.max(0, bench.clock.now().getTime() - started.getTime()) },
  });
  metric('RequestSucceeded', [['service'], ['service', 'operation']], { operation: 'decryptValue' });
  return { statusCode: 200, headers: { 'Content-Type': 'application/json', 'X-Request-Id': requestId }, body: text };
};
