import type { OperationId } from '../../../shared/api/routes/routes';
import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import { formOf } from '../../../shared/api/schemas/batch';
import type { RouteExample } from '../../contract/routes/route-examples';
import { objectPaths, richerBodies, withLeaf } from './planted-bodies';
import { rawBodies } from './raw-bodies';
import { documented, leafName, type LeafPath, type SchemaLeaf } from './schema-leaves';

type Example = Awaited<ReturnType<RouteExample['valid']>>;

/** A request of a route, ready but for its caller. */
export interface SentRequest extends Example {
  readonly body?: string | Uint8Array;
  /** Stands behind the route's path. */
  readonly below?: string;
}

/** Where of a route's request an identifier can be put. */
export interface RouteInput {
  readonly name: string;
  readonly leaf?: string;
  readonly phi?: boolean;
  readonly path?: LeafPath;
  /** Too large for every class. */
  readonly once?: true;
  readonly plant: (example: SentRequest, text: string) => SentRequest;
}

/** Whether the route's schema takes a body. */
export const takesBody = ({ request }: RouteDefinition, body: unknown): boolean =>
  request.body !== undefined && formOf(request.body, body).safeParse(body).success;

/** The example, with all that its route could be sent besides. */
export const richer = (id: OperationId, example: SentRequest): SentRequest =>
  richerBodies[id] === undefined ? example : { ...example, json: richerBodies[id] };

/** The same identifier as a day, an instant, or a number: the first form that the schema takes, else as it is. */
const formTaken = (route: RouteDefinition, json: unknown, { path, numeric }: SchemaLeaf, text: string): unknown => {
  const digits = text.replace(/\D/g, '');
  const forms = [text, `${text}T00:00:00Z`, ...(digits.length >= 8 ? [Number(digits)] : [])];
  const taken = forms.find((form) => takesBody(route, withLeaf(json, path, form)));
  return taken ?? (numeric && digits.length >= 8 ? Number(digits) : text);
};

/** A body with an identifier at a leaf, in a form that the schema takes if there is one. */
export const plantedBody = (route: RouteDefinition, json: unknown, leaf: SchemaLeaf, text: string): unknown =>
  withLeaf(json, leaf.path, formTaken(route, json, leaf, text));

const bodyInputs = (id: OperationId, route: RouteDefinition): readonly RouteInput[] =>
  documented(id).body.map((leaf) => ({
    name: `body ${leaf.path.join('.')}`,
    leaf: leafName(leaf.path),
    phi: leaf.phi,
    path: leaf.path,
    plant: (example, text) => ({ ...example, json: plantedBody(route, example.json, leaf, text) }),
  }));

const unknownMembers = (json: unknown): readonly RouteInput[] => [
  ...objectPaths(json ?? {}).map((path): RouteInput => ({
    name: `name of an unknown member of ${path.join('.') || 'the body'}`,
    plant: (example, text) => ({ ...example, json: withLeaf(example.json, [...path, text], 1) }),
  })),
  {
    name: 'unknown member of the body',
    plant: (example, text) => ({ ...example, json: withLeaf(example.json, ['patient_name'], text) }),
  },
];

const queryInputs = (id: OperationId): readonly RouteInput[] => [
  ...documented(id).query.map((name): RouteInput => ({
    name: `query ${name}`,
    leaf: name,
    plant: (example, text) => ({ ...example, query: { ...example.query, [name]: text } }),
  })),
  {
    name: 'unknown query parameter',
    plant: (example, text) => ({ ...example, query: { ...example.query, patient_name: text } }),
  },
  {
    name: 'name of an unknown query parameter',
    plant: (example, text) => ({ ...example, query: { ...example.query, [text]: '1' } }),
  },
];

const pathInputs = (id: OperationId): readonly RouteInput[] => [
  ...documented(id).path.map((name): RouteInput => ({
    name: `path ${name}`,
    plant: (example, text) => ({ ...example, path: { ...example.path, [name]: encodeURIComponent(text) } }),
  })),
  { name: 'path below the route', plant: (example, text) => ({ ...example, below: encodeURIComponent(text) }) },
];

const withHeader = (example: SentRequest, name: string, text: string): SentRequest => ({
  ...example,
  headers: { ...example.headers, [name]: text },
});

/** Headers that the system acts on: each by itself, for one that is wrong ends the request. */
const ACTED_ON: Readonly<Record<string, (text: string) => string>> = {
  'X-Purpose-Of-Use': (text) => text,
  'Idempotency-Key': (text) => text,
  'If-Match': (text) => `"${text}"`,
  Accept: (text) => `${text}/json`,
  'Content-Type': (text) => text,
  'Content-Encoding': (text) => text,
  Authorization: (text) => `Bearer ${text}`,
  Origin: (text) => text,
};

/** Headers that change nothing: all ride along at once with a request that is right otherwise. */
export const RIDERS = [
  ...['User-Agent', 'X-Request-Id', 'Cookie', 'Referer', 'Accept-Language', 'X-Forwarded-For', 'X-Patient-Name'],
  ...['traceparent', 'tracestate', 'baggage', 'X-Amzn-Trace-Id', 'X-Amzn-RequestId', 'X-Correlation-Id', 'From'],
] as const;

const headerInputs: readonly RouteInput[] = Object.entries(ACTED_ON).map(([name, form]) => ({
  name: `header ${name}`,
  plant: (example, text) => withHeader(example, name, form(text)),
}));

/** Every input of a route, one at a time. */
export const routeInputs = (id: OperationId, route: RouteDefinition): readonly RouteInput[] => [
  ...bodyInputs(id, route),
  ...(route.request.body === undefined ? [] : unknownMembers(richerBodies[id])),
  ...queryInputs(id),
  ...pathInputs(id),
  ...headerInputs,
  ...rawBodies(route),
];
