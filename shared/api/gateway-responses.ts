import type { ProblemCode } from './problems';

export { API_SCOPE } from '../domain/api-scope';

/**
 * What API Gateway answers by itself, by its own response type, as problems of our catalogue. CDK turns each into a
 * gateway response with a literal status; the local gateway answers the same. `DEFAULT_4XX` is `UNKNOWN_REFUSAL`.
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
  WAF_FILTERED: 'request-blocked',
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

/**
 * The body of `DEFAULT_4XX`, for response types that API Gateway does not have today. A status given there would be
 * given to every 4xx without one of its own, so it keeps the gateway's, and the body says none.
 */
export const UNKNOWN_REFUSAL = { type: 'about:blank', title: 'The request was refused.' } as const;

/** The gateway waits this long for a function, in milliseconds. */
export const GATEWAY_TIMEOUT_MS = 29_000;
