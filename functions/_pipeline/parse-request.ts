import type { APIGatewayProxyEvent } from 'aws-lambda';
import Negotiator from 'negotiator';
import * as z from 'zod';
import type { MediaType, RouteDefinition } from '../../shared/api/routes/route-definition';
import { formOf } from '../../shared/api/schemas/batch';
import { canonicalJson, IDEMPOTENCY_KEY, type RepeatableRequest } from '../../shared/domain/idempotency';
import { PURPOSES, type Purpose } from '../../shared/domain/purpose';
import type { FieldProblem } from '../../shared/domain/result';
import { parseStrictJson } from '../../shared/domain/strict-json';
import { fieldProblems, prototypeProblems } from './field-problems';
import { Refused } from './refused';

/** Bytes of the largest request body. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

const PURPOSE_HEADER = 'X-Purpose-Of-Use';
const IDEMPOTENCY_HEADER = 'Idempotency-Key';
const JSON_ALONE = ['application/json'] as const;
const ACCEPTED_CONTENT_TYPE = /^application\/json[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*)?$/i;
/** RFC 7396's own media type, for what is a merge patch anyway. */
const MERGE_PATCH_CONTENT_TYPE = /^application\/merge-patch\+json[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*)?$/i;
const IF_MATCH_HEADER = 'If-Match';
/** A strong entity tag as `entityTag` writes it; at most what a version can be. */
const ENTITY_TAG = /^"([1-9][0-9]{0,14})"$/;

/** A request whose every part has the form that its route states. */
export interface ParsedRequest {
  /** The JSON body in its schema's form, or a document byte for byte. */
  readonly body: unknown;
  readonly query: unknown;
  readonly path: unknown;
  readonly purpose: Purpose | undefined;
  readonly repeatable: RepeatableRequest | undefined;
  /** The version that `If-Match` names; `unknown` if that is none of ours. */
  readonly expectedVersion: number | 'unknown' | undefined;
  /** The form in which the client wants the answer. */
  readonly mediaType: MediaType;
}

/** The values of a header by its name in any case: API Gateway keeps the client's spelling, and each repetition. */
const headerValues = (event: APIGatewayProxyEvent, name: string): readonly string[] => {
  const wanted = name.toLowerCase();
  return Object.entries({ ...event.multiValueHeaders })
    .filter(([key]) => key.toLowerCase() === wanted)
    .flatMap(([, values]) => values ?? []);
};

/** A header as one text, repetitions joined as RFC 9110 section 5.3 has it. */
const header = (event: APIGatewayProxyEvent, name: string): string | undefined => {
  const values = headerValues(event, name);
  return values.length === 0 ? undefined : values.join(', ');
};

const bodyBytes = (event: APIGatewayProxyEvent): Buffer =>
  Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');

/** What a body is, by its media type; compressed it is nothing: no coding is undone here (RFC 9110 section 8.4). */
const kindOfBody = (
  event: APIGatewayProxyEvent,
  { body, documents = [] }: RouteDefinition['request'],
): 'none' | 'json' | 'document' | undefined => {
  if (body === undefined) return 'none';
  if ((header(event, 'Content-Encoding') ?? 'identity').toLowerCase() !== 'identity') return undefined;
  const contentType = header(event, 'Content-Type') ?? '';
  if (ACCEPTED_CONTENT_TYPE.test(contentType)) return 'json';
  if (event.httpMethod === 'PATCH' && MERGE_PATCH_CONTENT_TYPE.test(contentType)) return 'json';
  const mediaType = contentType.trim().toLowerCase();
  return documents.some((each) => each === mediaType) ? 'document' : undefined;
};

/** The form of the answer that the client likes best; of equals, the one that the route names first (RFC 9110 12.5.1). */
const acceptableType = (event: APIGatewayProxyEvent, { response }: RouteDefinition): MediaType | undefined => {
  const negotiator = new Negotiator({ headers: { accept: header(event, 'Accept') } });
  const offered: readonly MediaType[] = response.representations ?? JSON_ALONE;
  const chosen = negotiator.mediaType([...offered]);
  return offered.find((mediaType) => mediaType === chosen);
};

/** The body as JSON or as a document, and the form that the answer is to have. */
const readBody = (
  event: APIGatewayProxyEvent,
  route: RouteDefinition,
): { readonly json?: unknown; readonly document?: Uint8Array; readonly mediaType: MediaType } => {
  const bytes = bodyBytes(event);
  if (bytes.length > MAX_BODY_BYTES) throw new Refused('body-too-large');
  const kind = kindOfBody(event, route.request);
  if (kind === undefined) throw new Refused('unsupported-media-type');
  const mediaType = acceptableType(event, route);
  if (mediaType === undefined) throw new Refused('not-acceptable');
  if (kind === 'none') return { mediaType };
  if (kind === 'document') return { document: bytes, mediaType };
  const parsed = parseStrictJson(bytes);
  if ('refused' in parsed) throw new Refused(parsed.refused);
  return { json: parsed.json, mediaType };
};

/** The query as a record; a parameter given twice is as wrong as an unknown one. */
const queryOf = (event: APIGatewayProxyEvent): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(event.multiValueQueryStringParameters ?? {}).map(([key, values]) => [
      key,
      values?.length === 1 ? values[0] : values,
    ]),
  );

const isPurpose = (text: string): text is Purpose => (PURPOSES as readonly string[]).includes(text);

const bodyPurpose = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'purpose' in body ? body.purpose : undefined;

/** The purpose of use out of header and body, which must not disagree. */
const purposeOf = (
  event: APIGatewayProxyEvent,
  rule: RouteDefinition['purpose'],
  body: unknown,
): { readonly purpose: Purpose | undefined; readonly problems: readonly FieldProblem[] } => {
  const stated = rule === 'none' ? undefined : header(event, PURPOSE_HEADER);
  const inBody = bodyPurpose(body);
  const fromBody = typeof inBody === 'string' && isPurpose(inBody) ? inBody : undefined;
  if (stated === undefined) return { purpose: fromBody, problems: [] };
  if (!isPurpose(stated)) return { purpose: undefined, problems: [{ path: PURPOSE_HEADER, code: 'not-in-list' }] };
  const differs = inBody !== undefined && inBody !== stated;
  return { purpose: stated, problems: differs ? [{ path: PURPOSE_HEADER, code: 'differs-from-body' }] : [] };
};

/** What the client's repeats will be known by; a header that the route does not honour is not looked at. */
const repeatableOf = (
  event: APIGatewayProxyEvent,
  { idempotent }: RouteDefinition,
  body: unknown,
): { readonly repeatable: RepeatableRequest | undefined; readonly problems: readonly FieldProblem[] } => {
  const key = idempotent === true ? header(event, IDEMPOTENCY_HEADER) : undefined;
  if (key === undefined) return { repeatable: undefined, problems: [] };
  if (!IDEMPOTENCY_KEY.test(key))
    return { repeatable: undefined, problems: [{ path: IDEMPOTENCY_HEADER, code: 'invalid-format' }] };
  const asked = canonicalJson([event.pathParameters ?? {}, queryOf(event), body]);
  return { repeatable: { key, asked }, problems: [] };
};

/** The version that the client means to change, where the route asks for one. */
const expectedVersionOf = (
  event: APIGatewayProxyEvent,
  { conditional }: RouteDefinition,
): number | 'unknown' | undefined => {
  const tag = conditional === true ? header(event, IF_MATCH_HEADER) : undefined;
  if (tag === undefined) return undefined;
  const version = ENTITY_TAG.exec(tag)?.[1];
  return version === undefined ? 'unknown' : Number(version);
};

/** What a route takes that states no query or no path: nothing. */
const NOTHING = z.strictObject({});
const NO_BODY = z.undefined();

/** An empty document is none: most likely the client's file was not read. */
const documentProblems = (document: Uint8Array): readonly FieldProblem[] =>
  document.length === 0 ? [{ path: '', code: 'too-short' }] : [];

const check = (
  schema: z.ZodType,
  value: unknown,
): { readonly data: unknown; readonly problems: readonly FieldProblem[] } => {
  const result = formOf(schema, value).safeParse(value);
  const problems = [...prototypeProblems(value), ...(result.success ? [] : fieldProblems(result.error, value))];
  return { data: problems.length === 0 ? result.data : undefined, problems };
};

/**
 * Reads a request as its route states it. The first thing that is wrong answers, in this order: size (413), media type
 * (415), acceptable form (406), JSON text (400), and then all wrong fields at once (422).
 * @throws Refused
 */
export const parseRequest = (event: APIGatewayProxyEvent, route: RouteDefinition): ParsedRequest => {
  const { json, document, mediaType } = readBody(event, route);
  const body =
    document === undefined
      ? check(route.request.body ?? NO_BODY, json)
      : { data: document, problems: documentProblems(document) };
  const query = check(route.request.query ?? NOTHING, queryOf(event));
  const path = check(route.request.path ?? NOTHING, event.pathParameters ?? {});
  const { purpose, problems } = purposeOf(event, route.purpose, json);
  const { repeatable, problems: keyProblems } = repeatableOf(event, route, json);
  const wrong = [...path.problems, ...query.problems, ...body.problems, ...problems, ...keyProblems];
  if (wrong.length > 0) throw new Refused('invalid-request', wrong);
  const expectedVersion = expectedVersionOf(event, route);
  return { body: body.data, query: query.data, path: path.data, purpose, repeatable, expectedVersion, mediaType };
};
