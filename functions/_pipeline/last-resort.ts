import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { corsHeaders } from '../../shared/api/cors';
import { allowedOrigins, logger, metrics, MisconfiguredError } from './composition-root';
import { problemResponse } from './problem-response';
import { endWithoutMessage } from './uncaught';

export type ProxyHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** API Gateway's id of the request, which its access log also holds. */
export const requestIdOf = (event: APIGatewayProxyEvent): string => {
  const { requestId } = event.requestContext;
  return UUID.test(requestId) ? requestId : randomUUID();
};

/** The header `Origin`: in HTTP/2 names are in lower case. */
export const originOf = ({ headers }: APIGatewayProxyEvent): string | undefined => headers.Origin ?? headers.origin;

/** The answer, readable for a page of an origin that the deployment allows. */
const withCors = (event: APIGatewayProxyEvent, response: APIGatewayProxyResult): APIGatewayProxyResult => ({
  ...response,
  headers: { ...response.headers, ...corsHeaders(originOf(event), allowedOrigins()) },
});

/**
 * The last resort: whatever escapes the pipeline, and a function that is not configured, answer a bare problem. Lambda
 * would otherwise print the exception, message and all. Every answer of the API passes here, and gets its CORS headers.
 */
export const lastResort = (operation: string, run: ProxyHandler): ProxyHandler => {
  endWithoutMessage();
  return async (event, context) => {
    try {
      return withCors(event, await run(event, context));
    } catch (error) {
      const errorId = randomUUID();
      const misconfigured = error instanceof MisconfiguredError;
      const fields = { error_id: errorId, operation, error };
      metrics().count(misconfigured ? 'Misconfigured' : 'RequestFailed');
      if (misconfigured) logger().error('misconfigured', { ...fields, settings: error.settings });
      else logger().error('unexpected error', fields);
      metrics().publish(operation);
      const code = misconfigured ? 'service-unavailable' : 'internal-error';
      return withCors(event, problemResponse({ code, requestId: requestIdOf(event), errorId, fields: [] }));
    }
  };
};
