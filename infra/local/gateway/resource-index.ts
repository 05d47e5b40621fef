import { type OperationId, routeEntries, VERSION_PREFIX } from '../../../shared/api/routes/routes';
import type { RouteDefinition } from '../../../shared/api/routes/route-definition';

/** A path of the API with its methods, as an API Gateway resource. */
interface Resource {
  /** Such as `/v1/patients/{id}`. */
  readonly path: string;
  readonly segments: readonly string[];
  readonly methods: ReadonlyMap<string, { readonly operationId: OperationId; readonly route: RouteDefinition }>;
}

export interface ResourceMatch {
  readonly resource: Resource;
  /** Values of the path's variables, decoded; null where it has none, as in the event. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

const isVariable = (segment: string): boolean => segment.startsWith('{') && segment.endsWith('}');

const resources = (): readonly Resource[] =>
  [...new Set(routeEntries.map(([, route]) => route.path))].map((path) => ({
    path: `${VERSION_PREFIX}${path}`,
    segments: `${VERSION_PREFIX}${path}`.split('/'),
    methods: new Map(
      routeEntries
        .filter(([, route]) => route.path === path)
        .map(([operationId, route]) => [route.method, { operationId, route }]),
    ),
  }));

/** Fixed segments win over variables, as in API Gateway. */
const byFixedSegments = (left: Resource, right: Resource): number =>
  left.segments.filter(isVariable).length - right.segments.filter(isVariable).length;

const RESOURCES = [...resources()].sort(byFixedSegments);

const parametersOf = (resource: Resource, segments: readonly string[]): Record<string, string> | undefined => {
  if (segments.length !== resource.segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, pattern] of resource.segments.entries()) {
    const segment = segments[index] ?? '';
    if (!isVariable(pattern)) {
      if (segment !== pattern) return undefined;
    } else if (segment === '') {
      return undefined;
    } else {
      parameters[pattern.slice(1, -1)] = decodeURIComponent(segment);
    }
  }
  return parameters;
};

/**
 * Finds the resource of a path below the stage, such as `/v1/session`.
 * @throws URIError where a variable is wrongly percent-encoded
 */
export const matchResource = (path: string): ResourceMatch | undefined => {
  const segments = path.split('/');
  for (const resource of RESOURCES) {
    const parameters = parametersOf(resource, segments);
    if (parameters !== undefined) {
      return { resource, pathParameters: Object.keys(parameters).length === 0 ? null : parameters };
    }
  }
  return undefined;
};
