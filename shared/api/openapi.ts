import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiContentObject,
  type ZodOpenApiHeadersObject,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
} from 'zod-openapi';
import { VERSION } from '../config/version';
import { IDEMPOTENCY_KEY } from '../domain/idempotency';
import { PURPOSES } from '../domain/purpose';
import { PROBLEM_MEDIA_TYPE } from './problem-details';
import { type ProblemCode, type ProblemDefinition, problems } from './problems';
import type { RouteDefinition } from './routes/route-definition';
import { BASE_PATH, routeEntries } from './routes/routes';

const ProblemDetails = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(problems)),
    detail: z.string().optional(),
    request_id: z.uuid().optional(),
    error_id: z.uuid().optional().meta({ description: 'Quote this to the operator; a 5xx says nothing else.' }),
    errors: z
      .array(z.strictObject({ path: z.string(), code: z.string() }))
      .optional()
      .meta({ description: 'The wrong fields and why; never what they held.' }),
  })
  .meta({ id: 'Problem', description: 'Problem details, RFC 9457.' });

const AUTHENTICATED: readonly ProblemCode[] = [
  'unauthenticated',
  'session-revoked',
  'session-idle',
  'session-expired',
  'tenant-missing',
];
const EVERY_ROUTE: readonly ProblemCode[] = [
  'malformed-request',
  'method-not-allowed',
  'rate-limited',
  'internal-error',
  'service-unavailable',
  'gateway-timeout',
];
const BAA_GATE = (Object.keys(problems) as ProblemCode[]).filter((code) => code.startsWith('baa-'));

/** The problems that a route can answer with, by what the route asks for. */
export const problemsOf = (route: RouteDefinition): readonly ProblemCode[] => [
  ...EVERY_ROUTE,
  ...(route.access.kind === 'public' ? [] : [...AUTHENTICATED, 'not-acceptable' as const, 'body-too-large' as const]),
  ...(route.access.kind === 'roles' ? (['role-required'] as const) : []),
  ...(route.request.body === undefined ? [] : (['unsupported-media-type'] as const)),
  ...(route.access.kind === 'public' ? [] : (['invalid-request'] as const)),
  ...(route.scope === 'entity' ? (['covered-entity-required'] as const) : []),
  ...(route.scope === 'none' ? [] : (['not-found'] as const)),
  ...(route.idempotent === true ? (['request-in-progress', 'idempotency-key-reused'] as const) : []),
  ...(route.baa === 'none' ? [] : BAA_GATE),
  ...(route.purpose === 'none' ? [] : (['purpose-required', 'purpose-not-permitted'] as const)),
  ...route.problems,
];

const statusOf = (code: ProblemCode): number => {
  const { status }: ProblemDefinition = problems[code];
  return status;
};

const REQUEST_ID_HEADER: ZodOpenApiHeadersObject = { 'X-Request-Id': { schema: { type: 'string', format: 'uuid' } } };

/** The headers that clients act on, by status. */
const headersOf = (status: number): ZodOpenApiHeadersObject => ({
  ...REQUEST_ID_HEADER,
  ...(status === 401 ? { 'WWW-Authenticate': { schema: { type: 'string' } } } : {}),
  ...(status === 405 ? { Allow: { schema: { type: 'string' } } } : {}),
  ...(status === 409 || status === 429 || status === 503
    ? { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } }
    : {}),
});

/** Problem responses by status, each saying which codes it stands for. */
const problemResponses = (route: RouteDefinition): NonNullable<ZodOpenApiOperationObject['responses']> =>
  Object.fromEntries(
    [...new Set(problemsOf(route).map(statusOf))].sort().map((status) => [
      `${status}`,
      {
        description: problemsOf(route)
          .filter((code) => statusOf(code) === status)
          .map((code) => `\`${code}\``)
          .join(', '),
        headers: headersOf(status),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: ProblemDetails } },
      },
    ]),
  );

const purposeHeader = z.enum(PURPOSES).optional().meta({
  description: 'The purpose of use; on operations with a body, its field `purpose` does as well.',
});

const idempotencyKeyHeader = z
  .string()
  .regex(IDEMPOTENCY_KEY)
  .optional()
  .meta({ description: 'Makes the call repeatable: for 24 hours its repeats get the first answer, and make nothing.' });

/** The headers of a route's own answer. */
const answerHeaders = ({ idempotent, response }: RouteDefinition): ZodOpenApiHeadersObject => ({
  ...REQUEST_ID_HEADER,
  ...(response.location === undefined
    ? {}
    : { Location: { description: 'The path of what was made.', schema: { type: 'string' } } }),
  ...(idempotent === true
    ? {
        'Idempotency-Replayed': {
          description: 'On an answer to a repeat.',
          schema: { type: 'string', enum: ['true'] },
        },
      }
    : {}),
});

const requestHeaders = (route: RouteDefinition): Readonly<Record<string, z.ZodType>> => ({
  ...(route.purpose === 'none' ? {} : { 'X-Purpose-Of-Use': purposeHeader }),
  ...(route.idempotent === true ? { 'Idempotency-Key': idempotencyKeyHeader } : {}),
});

const requestParams = (route: RouteDefinition): ZodOpenApiOperationObject['requestParams'] => ({
  ...(route.request.path instanceof z.ZodObject ? { path: route.request.path } : {}),
  ...(route.request.query instanceof z.ZodObject ? { query: route.request.query } : {}),
  ...(Object.keys(requestHeaders(route)).length === 0 ? {} : { header: z.object(requestHeaders(route)) }),
});

const access = ({ access: rule }: RouteDefinition): string => {
  if (rule.kind === 'public') return 'Without a token.';
  return rule.kind === 'self' ? 'Every signed-in user.' : `Roles: ${rule.roles.join(', ')}.`;
};

/** The answer 202 of a call that may be noted only. */
const acceptedResponse = ({ response: { accepted } }: RouteDefinition): ZodOpenApiOperationObject['responses'] =>
  accepted === undefined
    ? {}
    : {
        '202': {
          description: accepted.description,
          headers: REQUEST_ID_HEADER,
          content: { 'application/json': { schema: accepted.body } },
        },
      };

/** The forms of an answer; what is not JSON is text, which the schema's members are written into. */
const answerContent = (
  schema: z.ZodType,
  representations: RouteDefinition['response']['representations'] = ['application/json'],
): ZodOpenApiContentObject =>
  Object.fromEntries(
    representations.map((mediaType) => [
      mediaType,
      { schema: mediaType === 'application/json' ? schema : { type: 'string' as const } },
    ]),
  );

const operation = (operationId: string, route: RouteDefinition): ZodOpenApiOperationObject => ({
  operationId,
  summary: route.summary,
  description: `${route.description}\n\n${access(route)}`,
  tags: [route.group],
  security: route.access.kind === 'public' ? [] : [{ access_token: [] }],
  requestParams: requestParams(route),
  ...(route.request.body === undefined
    ? {}
    : {
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: route.request.body },
            // Bytes as they are: OpenAPI 3.1 gives them no schema.
            ...Object.fromEntries((route.request.documents ?? []).map((mediaType) => [mediaType, {}])),
          },
        },
      }),
  responses: {
    [`${route.response.status}`]: {
      description: route.response.description,
      headers: answerHeaders(route),
      ...(route.response.body === undefined
        ? {}
        : { content: answerContent(route.response.body, route.response.representations) }),
    },
    ...acceptedResponse(route),
    ...problemResponses(route),
  },
});

const paths = (): NonNullable<ZodOpenApiObject['paths']> => {
  const byPath: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [operationId, route] of routeEntries) {
    byPath[route.path] = { ...byPath[route.path], [route.method.toLowerCase()]: operation(operationId, route) };
  }
  return byPath;
};

const contents = (): ZodOpenApiObject => ({
  openapi: '3.1.1',
  info: {
    title: 'Phiducia',
    version: VERSION,
    description: 'The custody layer for protected health information on AWS. Errors are problem details (RFC 9457).',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: BASE_PATH }],
  tags: [
    { name: 'hipaa', description: 'Encryption, agreements, and the audit log.' },
    { name: 'session', description: 'The caller’s own session.' },
    { name: 'public', description: 'Without a token.' },
  ],
  components: {
    securitySchemes: {
      access_token: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'An access token of the Cognito user pool with the scope `phiducia/api`; ID tokens are refused.',
      },
    },
  },
  paths: paths(),
});

/** The OpenAPI document of the route table. `docs/openapi.json` is this, committed; a test holds the two equal. */
export const openApiDocument = (): ReturnType<typeof createDocument> =>
  createDocument(contents(), {
    // Our `.readonly()` is TypeScript's: it says nothing of who may send a field.
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
    },
  });
