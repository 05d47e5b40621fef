import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { gatewayResponses } from '../../shared/api/gateway-responses';
import { problemBody, problemHeaders } from '../../shared/api/problem-details';
import { type ProblemCode, problems } from '../../shared/api/problems';
import { pascalCase } from './pascal-case';

export interface GatewayProblemsProps {
  readonly restApi: RestApi;
}

/** In a template; as the value of a header, the same name without `$`. */
const REQUEST_ID = '$context.requestId';

/** API Gateway takes a literal header value in single quotes, and a mapped one without. */
const headerValue = (value: string): string => (value === REQUEST_ID ? REQUEST_ID.slice(1) : `'${value}'`);

const responseHeaders = (code: ProblemCode): Record<string, string> =>
  Object.fromEntries(
    Object.entries(problemHeaders(code, REQUEST_ID)).map(([name, value]) => [name, headerValue(value)]),
  );

/**
 * What API Gateway answers by itself, as problems (RFC 9457): each response type with a status of its own
 * (RELIABILITY.md 16). `DEFAULT_4XX` is not among them: a status there would be given to every 4xx.
 */
export class GatewayProblems extends Construct {
  constructor(scope: Construct, id: string, { restApi }: GatewayProblemsProps) {
    super(scope, id);
    for (const [responseType, code] of Object.entries(gatewayResponses)) {
      restApi.addGatewayResponse(`${pascalCase(responseType.toLowerCase())}Response`, {
        type: ResponseType.of(responseType),
        statusCode: String(problems[code].status),
        responseHeaders: responseHeaders(code),
        // The gateway chooses the template by this key and sends the header `Content-Type` above.
        templates: {
          'application/json': JSON.stringify(problemBody(code, { requestId: REQUEST_ID, errorId: REQUEST_ID })),
        },
      });
    }
  }
}
