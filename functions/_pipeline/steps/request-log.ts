import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { CountName } from '../../../shared/config/metrics';
import type { Exchange } from '../exchange';

const metricOf = (status: number): CountName => {
  if (status >= 500) return 'RequestFailed';
  return status >= 400 ? 'RequestRefused' : 'RequestSucceeded';
};

/** The roles of the caller as one word, such as `admin+auditor`: fifteen at most. */
const roleWord = (roles: readonly string[] = []): string => [...roles].sort().join('+') || 'none';

/** What the dashboards split: accesses that the BAA gate let pass, and refusals by their reason. */
const tally = ({ deps, route, grant, actor, refusedWith, purpose }: Exchange, status: number): void => {
  if (status < 300 && grant !== undefined && route.audit !== undefined) {
    const by = { action: route.audit.action, purpose: purpose ?? 'not_stated', role: roleWord(actor?.roles) };
    deps.metrics.tally('PhiAccess', by);
  }
  if (refusedWith === undefined || status >= 500) return;
  deps.metrics.tally('Refusal', { reason: refusedWith });
  if (status === 403) deps.metrics.count('AuthorisationRefused');
};

const write = (exchange: Exchange, response: APIGatewayProxyResult | undefined | null): void => {
  const { deps, requestId, operationId, started_at } = exchange;
  const status = response?.statusCode ?? 500;
  deps.metrics.count(metricOf(status));
  tally(exchange, status);
  deps.logger.info('request', {
    request_id: requestId,
    operation: operationId,
    user_id: exchange.actor?.user_id,
    patient_id: exchange.patient,
    status_code: status,
    duration_ms: Math.max(0, deps.clock.now().getTime() - started_at.getTime()),
  });
  deps.metrics.publish(operationId);
};

/** One log line and one set of metrics for each request, whatever becomes of it. */
export const requestLog: MiddlewareObj<Exchange, APIGatewayProxyResult> = {
  after: ({ event, response }) => {
    write(event, response);
  },
  onError: ({ event, response }) => {
    write(event, response);
  },
};
