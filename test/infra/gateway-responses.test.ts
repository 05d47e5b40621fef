import { gatewayResponses, UNKNOWN_REFUSAL } from '../../shared/api/gateway-responses';
import { type ProblemCode, type ProblemDefinition, problems } from '../../shared/api/problems';
import { templateOf } from './support/assembly';
import { resourcesOfType } from './support/template';

const responses = resourcesOfType(templateOf('Api'), 'AWS::ApiGateway::GatewayResponse').map(
  ({ properties }) =>
    properties as {
      readonly ResponseType: string;
      readonly StatusCode: string;
      readonly ResponseParameters: Readonly<Record<string, string>>;
      readonly ResponseTemplates: Readonly<Record<string, string>>;
    },
);

const responseOf = (type: string): (typeof responses)[number] => {
  const found = responses.find(({ ResponseType }) => ResponseType === type);
  if (found === undefined) throw new Error(`There is no gateway response ${type}.`);
  return found;
};

const bodyOf = (type: string): unknown => JSON.parse(responseOf(type).ResponseTemplates['application/json'] ?? '');
const cases: readonly (readonly [string, ProblemCode])[] = Object.entries(gatewayResponses);
const definitionOf = (code: ProblemCode): ProblemDefinition => problems[code];
const withStatus = (...statuses: readonly number[]): readonly (readonly [string, ProblemCode])[] =>
  cases.filter(([, code]) => statuses.includes(definitionOf(code).status));

/** API Gateway's response types (API reference, GatewayResponse), but DEFAULT_4XX. */
const RESPONSE_TYPES = [
  'ACCESS_DENIED',
  'API_CONFIGURATION_ERROR',
  'AUTHORIZER_CONFIGURATION_ERROR',
  'AUTHORIZER_FAILURE',
  'BAD_REQUEST_BODY',
  'BAD_REQUEST_PARAMETERS',
  'DEFAULT_5XX',
  'EXPIRED_TOKEN',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
  'INVALID_API_KEY',
  'INVALID_SIGNATURE',
  'MISSING_AUTHENTICATION_TOKEN',
  'QUOTA_EXCEEDED',
  'REQUEST_TOO_LARGE',
  'RESOURCE_NOT_FOUND',
  'THROTTLED',
  'UNAUTHORIZED',
  'UNSUPPORTED_MEDIA_TYPE',
  'WAF_FILTERED',
];

describe('RELIABILITY 16: what the gateway answers by itself is a problem too', () => {
  it('every response type has its own', () => {
    const types = responses.map(({ ResponseType }) => ResponseType).filter((type) => type !== 'DEFAULT_4XX');

    expect(types.sort()).toEqual(RESPONSE_TYPES);
  });

  it('DEFAULT_4XX has a body and no status, which it would give to every 4xx', () => {
    expect(responseOf('DEFAULT_4XX').StatusCode).toBeUndefined();
    expect(bodyOf('DEFAULT_4XX')).toEqual({ ...UNKNOWN_REFUSAL, request_id: '$context.requestId' });
    expect(responseOf('DEFAULT_4XX').ResponseParameters).toMatchObject({
      'gatewayresponse.header.Content-Type': "'application/problem+json'",
      'gatewayresponse.header.Cache-Control': "'no-store'",
    });
  });

  it.each([
    ['WAF_FILTERED', '403'],
    ['MISSING_AUTHENTICATION_TOKEN', '404'],
    ['REQUEST_TOO_LARGE', '413'],
    ['UNSUPPORTED_MEDIA_TYPE', '415'],
    ['THROTTLED', '429'],
    ['QUOTA_EXCEEDED', '429'],
    ['INTEGRATION_FAILURE', '503'],
    ['INTEGRATION_TIMEOUT', '504'],
  ])('%s answers %s', (type, status) => {
    expect(responseOf(type).StatusCode).toBe(status);
  });

  it('none names an origin: there is no CORS unless a deployment asks for it', () => {
    expect(JSON.stringify(responses)).not.toContain('Access-Control');
  });

  it.each(cases)('%s → %s: literal status, equal to the body’s', (type, code) => {
    const { status, title } = definitionOf(code);

    expect(responseOf(type).StatusCode).toBe(String(status));
    expect(bodyOf(type)).toMatchObject({ type: `/problems/${code}`, title, status, code });
  });

  it.each(cases)('%s: problem media type, no-store, nosniff, and the request’s id', (type) => {
    expect(responseOf(type).ResponseParameters).toMatchObject({
      'gatewayresponse.header.Content-Type': "'application/problem+json'",
      'gatewayresponse.header.Cache-Control': "'no-store'",
      'gatewayresponse.header.X-Content-Type-Options': "'nosniff'",
      'gatewayresponse.header.X-Request-Id': 'context.requestId',
    });
  });

  it.each(withStatus(401))('%s: 401 names the scheme', (type) => {
    expect(responseOf(type).ResponseParameters['gatewayresponse.header.WWW-Authenticate']).toMatch(/^'Bearer\b.*'$/);
  });

  it.each(withStatus(429, 503))('%s: says when to try again', (type) => {
    expect(responseOf(type).ResponseParameters['gatewayresponse.header.Retry-After']).toBe("'5'");
  });

  it('429, 503, and 504 are all there', () => {
    expect([withStatus(429), withStatus(503), withStatus(504)].map((found) => found.length)).toEqual([2, 2, 1]);
  });
});

describe('I3: a 5xx of the gateway says nothing but an id', () => {
  it.each(withStatus(500, 503, 504))('%s', (type) => {
    expect(bodyOf(type)).toEqual({
      type: expect.any(String) as string,
      title: expect.any(String) as string,
      status: expect.any(Number) as number,
      code: expect.any(String) as string,
      error_id: '$context.requestId',
    });
  });

  it.each(cases)('%s: no submitted value and no AWS text is in the template', (type) => {
    const names = responseOf(type).ResponseTemplates['application/json']?.match(/\$[A-Za-z.]+/g);

    expect(names).toEqual(['$context.requestId']);
  });
});
