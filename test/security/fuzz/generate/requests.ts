import fc from 'fast-check';
import { bodySchemaOf, type Operation, type Parameter } from '../document/openapi-document';
import { brokenOnce, brokenValues } from './broken-values';
import { isRecord, Known, LEFT_OUT } from './drawn';
import { PURPOSE_WORDS, validMember, validValues } from './valid-values';
import {
  brokenEncodings,
  wildBodies,
  wildContentTypes,
  wildHeaders,
  wildQueries,
  wildTexts,
  wildValues,
} from './wild-values';

/** Who calls: demo users of entity A, one of entity B, a platform operator, and nobody. */
const CALLERS = [
  'admin',
  'clinician',
  'clinician2',
  'developer',
  'auditor',
  'nogroup',
  'otherAdmin',
  'platform',
  'nobody',
] as const;
export type Caller = (typeof CALLERS)[number];

export type FuzzBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** A request before it is sent: things of the stack are still named, not looked up. */
export interface FuzzRequest {
  readonly operation: Operation;
  readonly caller: Caller;
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: readonly (readonly [string, unknown])[];
  readonly headers: readonly (readonly [string, unknown])[];
  readonly contentType: string | undefined;
  readonly body: FuzzBody;
  /** What fast-check prints of it; the whole request stands in the error, as a command. */
  readonly [fc.toStringMethod]?: () => string;
}

const callersOf = ({ roles, isPublic }: Operation): fc.Arbitrary<Caller> => {
  if (isPublic) return fc.constantFrom<Caller>('nobody', 'admin');
  const allowed = CALLERS.filter((caller) => roles.length === 0 || roles.includes(caller.replace(/2$/, '')));
  const platform = roles.length === 0 || roles.includes('admin') || roles.includes('auditor');
  return fc.oneof(
    { weight: 10, arbitrary: fc.constantFrom<Caller>(...allowed.filter((caller) => caller !== 'nobody')) },
    { weight: 2, arbitrary: fc.constantFrom<Caller>(platform ? 'platform' : 'nogroup', 'otherAdmin') },
    { weight: 1, arbitrary: fc.constantFrom(...CALLERS) },
  );
};

const parametersOf = (operation: Operation, place: Parameter['in']): readonly Parameter[] =>
  (operation.parameters ?? []).filter((parameter) => parameter.in === place);

/** Optional parameters are mostly left out: each one more makes it likelier that the request is refused. */
const pairsOf = (
  operation: Operation,
  place: 'query' | 'header',
): fc.Arbitrary<readonly (readonly [string, unknown])[]> =>
  fc
    .tuple(
      ...parametersOf(operation, place).map(({ name, required = false, schema }) => {
        const value =
          name === 'X-Purpose-Of-Use'
            ? fc.constantFrom<unknown>(...PURPOSE_WORDS)
            : validMember(name, schema, operation.path);
        const often = required || name === 'X-Purpose-Of-Use' || name === 'covered_entity_id';
        const pair = value.map((drawn) => [name, drawn] as const);
        return fc.oneof(
          { weight: often ? 9 : 3, arbitrary: pair },
          { weight: required ? 0 : often ? 1 : 7, arbitrary: fc.constant(undefined) },
        );
      }),
    )
    .map((pairs) => pairs.filter((pair) => pair !== undefined));

const pathOf = (operation: Operation): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc.record(
    Object.fromEntries(
      parametersOf(operation, 'path').map(({ name, schema }) => [name, validMember(name, schema, operation.path)]),
    ),
  );

const isConditional = ({ responses }: Operation): boolean => responses['428'] !== undefined;

const etags = fc.oneof(
  { weight: 5, arbitrary: fc.nat({ max: 4 }).map((index) => new Known('etag', index)) },
  { weight: 1, arbitrary: fc.constantFrom('"1"', '"2"') },
);

const bodiesOf = (operation: Operation): fc.Arbitrary<FuzzBody> => {
  const schema = bodySchemaOf(operation);
  if (schema === undefined) return fc.constant({ kind: 'none' });
  return validValues(schema, operation.path).map((value) => ({ kind: 'json', value }));
};

/** Header and body must not disagree: where the body says it, the header does not. */
const PURPOSE_HEADER = 'X-Purpose-Of-Use';
const saysPurpose = (body: FuzzBody): boolean =>
  body.kind === 'json' && isRecord(body.value) && 'purpose' in body.value;

const shown = (request: FuzzRequest): FuzzRequest => ({
  ...request,
  [fc.toStringMethod]: () => `${request.caller} ${request.operation.operationId}`,
});

/** Requests that the document allows. */
export const validRequests = (operation: Operation): fc.Arbitrary<FuzzRequest> =>
  fc
    .record({
      caller: callersOf(operation),
      path: pathOf(operation),
      query: pairsOf(operation, 'query'),
      headers: pairsOf(operation, 'header'),
      etag: isConditional(operation) ? etags : fc.constant(undefined),
      body: bodiesOf(operation),
    })
    .map(({ headers, etag, ...rest }) =>
      shown({
        ...rest,
        operation,
        headers: [
          ...headers.filter(([name]) => name !== PURPOSE_HEADER || !saysPurpose(rest.body)),
          ...(etag === undefined ? [] : [['If-Match', etag] as const]),
        ],
        contentType: rest.body.kind === 'json' ? 'application/json' : undefined,
      }),
    );

const brokenPair = (
  parameters: readonly Parameter[],
  request: FuzzRequest,
  place: number,
  way: number,
  wild: unknown,
) => {
  const parameter = parameters[place % parameters.length];
  if (parameter === undefined) return request;
  const { name, schema } = parameter;
  const ways = [...brokenValues(schema, request.path[name]), wild];
  const value = ways[way % ways.length];
  const without = (pairs: FuzzRequest['query']) => pairs.filter(([key]) => key !== name);
  const pair = value === LEFT_OUT ? [] : [[name, value] as const];
  if (parameter.in === 'query') return shown({ ...request, query: [...without(request.query), ...pair] });
  if (parameter.in === 'header') return shown({ ...request, headers: [...without(request.headers), ...pair] });
  return shown({ ...request, path: { ...request.path, [name]: value === LEFT_OUT ? '-' : value } });
};

/** Valid ones with one thing wrong. */
const nearRequests = (operation: Operation): fc.Arbitrary<FuzzRequest> => {
  const parameters = operation.parameters ?? [];
  const schema = bodySchemaOf(operation);
  return fc
    .tuple(validRequests(operation), fc.boolean(), fc.nat(), fc.nat(), wildValues)
    .map(([request, inBody, place, way, wild]) => {
      if (schema !== undefined && request.body.kind === 'json' && (inBody || parameters.length === 0))
        return shown({
          ...request,
          body: { kind: 'json', value: brokenOnce(schema, request.body.value, place, way, wild) },
        });
      return brokenPair(parameters, request, place, way, wild);
    });
};

/** Requests with a part that follows no schema. */
const wildRequests = (operation: Operation): fc.Arbitrary<FuzzRequest> => {
  const part = fc.oneof(
    wildHeaders.map((headers) => (request: FuzzRequest) => ({ headers: [...request.headers, ...headers] })),
    wildQueries.map((query) => (request: FuzzRequest) => ({ query: [...request.query, ...query] })),
    fc.oneof(brokenEncodings, wildTexts).map((text) => (request: FuzzRequest) => ({
      path: Object.fromEntries(Object.keys(request.path).map((name) => [name, text])),
    })),
    fc
      .tuple(
        fc.constantFrom('limit', 'cursor', 'from', 'fields', 'covered_entity_id'),
        fc.oneof(brokenEncodings, wildTexts),
      )
      .map((pair) => (request: FuzzRequest) => ({ query: [...request.query, pair] })),
    wildValues.map((value) => () => ({ body: { kind: 'json' as const, value }, contentType: 'application/json' })),
    fc
      .tuple(wildBodies, wildContentTypes)
      .map(([bytes, contentType]) => () => ({ body: { kind: 'bytes' as const, bytes }, contentType })),
    wildContentTypes.map((contentType) => () => ({ contentType })),
  );
  return fc.tuple(validRequests(operation), part).map(([request, change]) => shown({ ...request, ...change(request) }));
};

/** Requests of one operation, weighted so that most pass the first check. */
export const requestsOf = (operation: Operation): fc.Arbitrary<FuzzRequest> =>
  fc.oneof(
    { weight: 5, arbitrary: validRequests(operation) },
    { weight: 4, arbitrary: nearRequests(operation) },
    { weight: 2, arbitrary: wildRequests(operation) },
  );
