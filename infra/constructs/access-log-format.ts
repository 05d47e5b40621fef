import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/**
 * What the gateway writes about each request (45 CFR 164.312(b)). A closed list of fields that cannot hold PHI
 * (guarantee 5): the resource with its variables unnamed instead of the path, no query string, no header, no user
 * agent, and no address, which identifies a person (164.514(b)(2)(i)(O)) and stands in the audit event.
 */
const FIELDS = {
  request_id: '$context.requestId',
  requested_at: '$context.requestTime',
  method: '$context.httpMethod',
  resource_path: '$context.resourcePath',
  status: '$context.status',
  gateway_response: '$context.error.responseType',
  response_bytes: '$context.responseLength',
  latency_ms: '$context.responseLatency',
  integration_latency_ms: '$context.integrationLatency',
  tls_version: '$context.tlsVersion',
  cipher_suite: '$context.cipherSuite',
} as const;

export const accessLogFormat = (): AccessLogFormat => AccessLogFormat.custom(JSON.stringify(FIELDS));
