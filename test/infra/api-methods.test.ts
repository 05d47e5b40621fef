import { API_SCOPE } from '../../shared/api/gateway-responses';
import { routeEntries, STAGE_NAME } from '../../shared/api/routes/routes';
import { templateOf } from './support/assembly';
import { type NamedResource, referenced, resource, resourcesOfType } from './support/template';

const api = templateOf('Api');

/** `/v1/hipaa/encrypt` for the logical id of an API Gateway resource. */
const pathOf = (logicalId: string): string => {
  const { PathPart: part, ParentId: parent } = (api.Resources[logicalId]?.Properties ?? {}) as {
    readonly PathPart?: string;
    readonly ParentId?: unknown;
  };
  if (part === undefined) return '';
  return `${pathOf(referenced(parent) ?? '')}/${part}`;
};

const methods = resourcesOfType(api, 'AWS::ApiGateway::Method').map((method) => ({
  ...method,
  key: `${String(method.properties.HttpMethod)} ${pathOf(referenced(method.properties.ResourceId) ?? '')}`,
}));

const methodOf = (key: string): NamedResource | undefined => methods.find((method) => method.key === key);
const protectedRoutes = routeEntries.filter(([, route]) => route.access.kind !== 'public');
const publicRoutes = routeEntries.filter(([, route]) => route.access.kind === 'public');
const paths = [...new Set(routeEntries.map(([, route]) => `/v1${route.path}`))];

const functionLogicalId = (id: string): string =>
  resource(api, 'AWS::Lambda::Function', `Functions${id}Function`).logicalId;
const pascalCase = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const targetOf = (method: NamedResource | undefined): string => {
  const { Uri: uri } = method?.properties.Integration as { readonly Uri: unknown };
  return JSON.stringify(uri);
};

describe('API: methods are those of the route table', () => {
  it('there is one for each route and ANY for each path, and nothing else', () => {
    const expected = [
      ...routeEntries.map(([, route]) => `${route.method} /v1${route.path}`),
      ...paths.map((path) => `ANY ${path}`),
    ];

    expect(methods.map(({ key }) => key).sort()).toEqual(expected.sort());
  });

  it.each(routeEntries)('%s calls its own function, by proxy, for at most 29 seconds', (operationId, route) => {
    const method = methodOf(`${route.method} /v1${route.path}`);

    expect(method?.properties.Integration).toMatchObject({ Type: 'AWS_PROXY', TimeoutInMillis: 29_000 });
    expect(targetOf(method)).toContain(`"${functionLogicalId(pascalCase(operationId))}"`);
  });

  it.each(paths)('%s: every other method goes to the function that answers 405', (path) => {
    expect(targetOf(methodOf(`ANY ${path}`))).toContain(`"${functionLogicalId('MethodNotAllowed')}"`);
  });

  it('no integration is a MOCK, which binary media types would break', () => {
    expect(methods.map(({ properties }) => (properties.Integration as { readonly Type: string }).Type)).toEqual(
      methods.map(() => 'AWS_PROXY'),
    );
  });
});

describe('164.312(d), (a)(1): every method demands an access token unless its route says public', () => {
  it.each(protectedRoutes)('%s: Cognito authorizer and the scope, so that ID tokens are refused', (_, route) => {
    expect(methodOf(`${route.method} /v1${route.path}`)?.properties).toMatchObject({
      AuthorizationType: 'COGNITO_USER_POOLS',
      AuthorizerId: { Ref: resource(api, 'AWS::ApiGateway::Authorizer').logicalId },
      AuthorizationScopes: [API_SCOPE],
    });
  });

  it('the routes that say public are these', () => {
    expect(publicRoutes.map(([operationId]) => operationId)).toEqual(['getHealth', 'getOpenApi']);
  });

  it('methods without an authorizer are those of public routes and of the 405 alone', () => {
    const open = methods.filter(({ properties }) => properties.AuthorizationType === 'NONE').map(({ key }) => key);
    const expected = [
      ...publicRoutes.map(([, route]) => `${route.method} /v1${route.path}`),
      ...paths.map((path) => `ANY ${path}`),
    ];

    expect(open.sort()).toEqual(expected.sort());
  });

  it('public routes hold no capability', () => {
    expect(publicRoutes.flatMap(([, route]) => route.capabilities)).toEqual([]);
  });

  it('the authorizer trusts our pool alone and caches no answer', () => {
    expect(resource(api, 'AWS::ApiGateway::Authorizer').properties).toMatchObject({
      Type: 'COGNITO_USER_POOLS',
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: 'method.request.header.Authorization',
      ProviderARNs: [{ 'Fn::ImportValue': expect.stringMatching(/^Phiducia-dev-Identity:.*UserPool/) as string }],
    });
  });
});

describe('164.312(a)(1): the deployed stage alone invokes the functions', () => {
  const permissions = resourcesOfType(api, 'AWS::Lambda::Permission').map(({ properties }) => ({
    target: referenced(properties.FunctionName) ?? '',
    principal: properties.Principal,
    source: JSON.stringify(properties.SourceArn),
  }));

  it.each(routeEntries)('%s: one permission, for its own method and path', (operationId, route) => {
    const own = permissions.filter(({ target }) => target === functionLogicalId(pascalCase(operationId)));

    expect(own).toHaveLength(1);
    expect(own[0]?.principal).toBe('apigateway.amazonaws.com');
    // A variable of the path is any value in an ARN.
    const path = route.path.replaceAll(/\{[^}]+\}/g, '*');
    expect(own[0]?.source).toContain(`/${route.method}/v1${path}"`);
  });

  it('the console’s test of a method, which would pass the authorizer by, invokes nothing', () => {
    expect(permissions).toHaveLength(routeEntries.length + 1);
    for (const { source } of permissions) {
      expect(source).not.toContain('test-invoke-stage');
      expect(source).not.toContain('"/*/');
    }
  });
});

describe('API: the stage', () => {
  const stage = resource(api, 'AWS::ApiGateway::Stage').properties;
  const settings = stage.MethodSettings as readonly Readonly<Record<string, unknown>>[];

  it('is named api, whatever the context stage says', () => {
    expect(stage.StageName).toBe(STAGE_NAME);
    expect(resource(templateOf('Api', 'prod'), 'AWS::ApiGateway::Stage').properties.StageName).toBe('api');
  });

  it.each(routeEntries)('%s is throttled as the route table says', (_, { method, path, throttle }) => {
    const ResourcePath = `/${`/v1${path}`.replaceAll('/', '~1')}`;

    expect(settings).toContainEqual(
      expect.objectContaining({
        HttpMethod: method,
        ResourcePath,
        ThrottlingRateLimit: throttle.rate,
        ThrottlingBurstLimit: throttle.burst,
      }),
    );
  });

  it('everything else is throttled too', () => {
    expect(settings).toContainEqual(
      expect.objectContaining({
        HttpMethod: '*',
        ResourcePath: '/*',
        ThrottlingRateLimit: 20,
        ThrottlingBurstLimit: 40,
      }),
    );
  });

  it('takes bodies as they are and speaks TLS 1.2 with forward secrecy at least: 164.312(e)(1)', () => {
    expect(resource(api, 'AWS::ApiGateway::RestApi').properties).toMatchObject({
      BinaryMediaTypes: ['*/*'],
      EndpointConfiguration: { Types: ['REGIONAL'] },
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
      EndpointAccessMode: 'STRICT',
    });
  });
});
