import type { ProblemCode } from './problems';

export { API_SCOPE } from '../domain/api-scope';

/**
 * What API Gateway answers by itself, by its own response type, as problems of our catalogue. CDK turns each into a
 * gateway response with a literal status; the local gateway answers the same. `DEFAULT_4XX` gets no status of its own.
 */
export const gatewayResponses = {
  UNAUTHORIZED: 'unauthenticated',
  ACCESS_DENIED: 'unauthenticated',
  EXPIRED_TOKEN: 'unauthenticated',
  INVALID_API_KEY: 'unauthenticated',
  INVALID_SIGNATURE: 'unauthenticated',
  MISSING_AUTHENTICATION_TOKEN: 'not-found',
  RESOURCE_NOT_FOUND: 'not-found',
  BAD_REQUEST_BODY: 'malformed-request',
  BAD_REQUEST_PARAMETERS: 'malformed-request',
  REQUEST_TOO_LARGE: 'body-too-large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported-media-type',
  THROTTLED: 'rate-limited',
  QUOTA_EXCEEDED: 'rate-limited',
  INTEGRATION_FAILURE: 'service-unavailable',
  INTEGRATION_TIMEOUT: 'gateway-timeout',
  AUTHORIZER_FAILURE: 'service-unavailable',
  AUTHORIZER_CONFIGURATION_ERROR: 'internal-error',
  API_CONFIGURATION_ERROR: 'internal-error',
  DEFAULT_5XX: 'internal-error',
} as const satisfies Record<string, ProblemCode>;

export type GatewayResponseType = keyof typeof gatewayResponses;

/** The gateway waits this long for a function, in milliseconds. */
export const GATEWAY_TIMEOUT_MS = 29_000;
