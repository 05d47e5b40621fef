import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { MetricName } from '../../../shared/observability/metrics';
import type { Exchange } from '../exchange';

const metricOf = (status: number): MetricName => {
  if (status >= 500) return 'RequestFailed';
  return status >= 400 ? 'RequestRefused' : 'RequestSucceeded';
};

const write = (exchange: Exchange, response: APIGatewayProxyResult | undefined | null): void => {
  const { deps, requestId, operationId, started_at } = exchange;
  const status = response?.statusCode ?? 500;
  deps.metrics.count(metricOf(status));
  deps.logger.info('request', {
    request_id: requestId,
    operation: operationId,
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
