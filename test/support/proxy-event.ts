import type { APIGatewayProxyEvent } from 'aws-lambda';
import { accessTokenClaims } from './access-token-claims';
import { REQUEST } from './synthetic-parties';

/** A request as a test describes it; what it leaves out is a tenant admin's, in order. */
export interface ProxyRequest {
  /** Claims of the token; `null` for no authorizer at all. */
  readonly claims?: Readonly<Record<string, unknown>> | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly query?: Readonly<Record<string, readonly string[]>>;
  readonly userAgent?: string;
}

/** The event that API Gateway hands over, as far as our functions read it; the body comes base64. */
export const proxyEvent = ({ claims, headers, body, query, userAgent }: ProxyRequest = {}): APIGatewayProxyEvent => {
  const sent = { 'Content-Type': 'application/json', ...headers };
  return {
    headers: sent,
    multiValueHeaders: Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, [value]])),
    body: body === undefined ? null : Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
    multiValueQueryStringParameters: query ?? null,
    pathParameters: null,
    requestContext: {
      requestId: REQUEST,
      authorizer: claims === null ? undefined : { claims: claims ?? accessTokenClaims() },
      identity: { sourceIp: '192.0.2.10', userAgent: userAgent ?? 'curl/8.7.1' },
    },
  } as unknown as APIGatewayProxyEvent;
};
