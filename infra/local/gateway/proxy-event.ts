import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { STAGE_NAME } from '../../../shared/api/routes/routes';
import { LOCAL_ACCOUNT } from '../lambda/instance/lambda-context';
import type { AuthorizerClaims } from './cognito-authorizer';
import type { ResourceMatch } from './resource-index';

export interface ProxyEventInput {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly now: Date;
  /** Below the stage, such as `/v1/session`. */
  readonly path: string;
  readonly query: string;
  readonly match: ResourceMatch;
  readonly claims: AuthorizerClaims | undefined;
  readonly body: Buffer;
}

type MultiValues = Record<string, string[]>;

/** What belongs to a connection or to the transfer of the body never reaches a function. */
const DROPPED_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const API_ID = 'local';

const appendTo = (values: MultiValues, name: string, value: string): void => {
  (values[name] ??= []).push(value);
};

const lastOf = (values: MultiValues): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));

/** Every value of a header, whatever its case. */
export const headerValues = ({ rawHeaders }: IncomingMessage, wanted: string): readonly string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === wanted);

const sourceIpOf = ({ socket }: IncomingMessage): string => (socket.remoteAddress ?? '').replace(/^::ffff:/, '');

/** Without a prototype: a header or parameter may be called `__proto__`. */
const noValues = (): MultiValues => Object.create(null) as MultiValues;

const headersOf = (request: IncomingMessage): MultiValues => {
  const values = noValues();
  const spelling = new Map<string, string>();
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const sent = request.rawHeaders[index] ?? '';
    const lower = sent.toLowerCase();
    if (DROPPED_HEADERS.has(lower) || lower.startsWith('x-forwarded-')) continue;
    const name = spelling.get(lower) ?? sent;
    spelling.set(lower, name);
    appendTo(values, name, request.rawHeaders[index + 1] ?? '');
  }
  const forwarded = [...headerValues(request, 'x-forwarded-for'), sourceIpOf(request)].join(', ');
  appendTo(values, 'X-Forwarded-For', forwarded);
  appendTo(values, 'X-Forwarded-Port', '443');
  appendTo(values, 'X-Forwarded-Proto', 'https');
  return values;
};

const queryOf = (query: string): MultiValues => {
  const values = noValues();
  for (const [name, value] of new URLSearchParams(query)) appendTo(values, name, value);
  return values;
};

/** `29/Jul/2016:18:52:53 +0000`, as in access logs. */
const commonLogTime = (now: Date): string => {
  const [, day = '', month = '', year = '', time = ''] = now.toUTCString().split(/[ ,]+/);
  return `${day}/${month}/${year}:${time} +0000`;
};

const identityOf = (request: IncomingMessage): APIGatewayProxyEvent['requestContext']['identity'] => ({
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: sourceIpOf(request),
  user: null,
  userAgent: request.headers['user-agent'] ?? null,
  userArn: null,
});

/** The REST proxy event (payload format 1.0), as API Gateway builds it when every media type is binary. */
export const proxyEvent = (input: ProxyEventInput): APIGatewayProxyEvent => {
  const { request, requestId, now, path, match, claims, body } = input;
  const httpMethod = request.method ?? 'GET';
  const headers = headersOf(request);
  const query = queryOf(input.query);
  const hasQuery = Object.keys(query).length > 0;
  const hasBody = body.byteLength > 0;
  return {
    resource: match.resource.path,
    path,
    httpMethod,
    headers: lastOf(headers),
    multiValueHeaders: headers,
    queryStringParameters: hasQuery ? lastOf(query) : null,
    multiValueQueryStringParameters: hasQuery ? query : null,
    pathParameters: match.pathParameters,
    stageVariables: null,
    requestContext: {
      accountId: LOCAL_ACCOUNT,
      apiId: API_ID,
      authorizer: claims === undefined ? undefined : { claims },
      domainName: request.headers.host ?? '',
      domainPrefix: API_ID,
      extendedRequestId: `${randomBytes(11).toString('base64url')}=`,
      httpMethod,
      identity: identityOf(request),
      path: `/${STAGE_NAME}${path}`,
      protocol: `HTTP/${request.httpVersion}`,
      requestId,
      requestTime: commonLogTime(now),
      requestTimeEpoch: now.getTime(),
      resourceId: 'local',
      resourcePath: match.resource.path,
      stage: STAGE_NAME,
    },
    body: hasBody ? body.toString('base64') : null,
    isBase64Encoded: hasBody,
  };
};
