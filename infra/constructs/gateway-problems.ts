import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { gatewayCorsHeaders } from '../../shared/api/cors';
import { gatewayResponses, UNKNOWN_REFUSAL } from '../../shared/api/gateway-responses';
import { problemBody, problemHeaders } from '../../shared/api/problem-details';
import { type ProblemCode, problems } from '../../shared/api/problems';
import { pascalCase } from './pascal-case';

export interface GatewayProblemsProps {
  readonly restApi: RestApi;
  /** The origins of CORS: a page cannot read an error without its header. */
  readonly allowedOrigins: readonly string[];
}

/** In a template; as the value of a header, the same name without `$`. */
const REQUEST_ID = '$context.requestId';

/** API Gateway takes a literal header value in single quotes, and a mapped one without. */
const headerValue = (value: string): string => (value === REQUEST_ID ? REQUEST_ID.slice(1) : `'${value}'`);

const mapped = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, headerValue(value)]));

/**
 * What API Gateway answers by itself, as problems (RFC 9457): each response type with a status of its own
 * (RELIABILITY.md 16). `DEFAULT_4XX` has a body and no status: one there would be given to every 4xx.
 */
export class GatewayProblems extends Construct {
  constructor(scope: Construct, id: string, { restApi, allowedOrigins }: GatewayProblemsProps) {
    super(scope, id);
    const cors = gatewayCorsHeaders(allowedOrigins);
    const headersOf = (code: ProblemCode) => mapped({ ...problemHeaders(code, REQUEST_ID), ...cors });
    for (const [responseType, code] of Object.entries(gatewayResponses)) {
      restApi.addGatewayResponse(`${pascalCase(responseType.toLowerCase())}Response`, {
        type: ResponseType.of(responseType),
        statusCode: String(problems[code].status),
        responseHeaders: headersOf(code),
        // The gateway chooses the template by this key and sends the header `Content-Type` above.
        templates: {
          'application/json': JSON.stringify(problemBody(code, { requestId: REQUEST_ID, errorId: REQUEST_ID })),
        },
      });
    }
    restApi.addGatewayResponse('Default4xxResponse', {
      type: ResponseType.DEFAULT_4XX,
      responseHeaders: headersOf('malformed-request'),
      templates: { 'application/json': JSON.stringify({ ...UNKNOWN_REFUSAL, request_id: REQUEST_ID }) },
    });
  }
}
