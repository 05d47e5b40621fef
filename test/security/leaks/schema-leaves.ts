import { openApiDocument } from '../../../shared/api/openapi';
import type { OperationId } from '../../../shared/api/routes/routes';

type Schema = Readonly<Record<string, unknown>>;

/** A place in a JSON document: names of members, `0` for an array's items, `*` for any name. */
export type LeafPath = readonly string[];

export interface SchemaLeaf {
  readonly path: LeafPath;
  /** Marked as PHI. */
  readonly phi: boolean;
  readonly numeric: boolean;
}

const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
const member = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), value);

const document: unknown = JSON.parse(JSON.stringify(openApiDocument()));

const resolved = (schema: unknown): Schema => {
  const name = member(schema, '$ref');
  if (typeof name !== 'string') return isObject(schema) ? schema : {};
  return resolved(member(document, ...name.replace('#/', '').split('/')));
};

const branchesOf = (schema: Schema): readonly unknown[] =>
  ['anyOf', 'oneOf', 'allOf'].flatMap((name) => {
    const branches = schema[name];
    return Array.isArray(branches) ? (branches as readonly unknown[]) : [];
  });

const leavesBelow = (given: unknown, path: LeafPath): readonly SchemaLeaf[] => {
  const schema = resolved(given);
  const branches = branchesOf(schema);
  if (branches.length > 0) return branches.flatMap((branch) => leavesBelow(branch, path));
  const { properties, additionalProperties, items } = schema;
  const members = isObject(properties) ? Object.entries(properties) : [];
  if (members.length > 0) return members.flatMap(([name, each]) => leavesBelow(each, [...path, name]));
  if (isObject(additionalProperties)) return leavesBelow(additionalProperties, [...path, '*']);
  if (items !== undefined) return leavesBelow(items, [...path, '0']);
  const numeric = schema.type === 'number' || schema.type === 'integer';
  return [{ path, phi: schema['x-phi'] !== undefined, numeric }];
};

const unique = (leaves: readonly SchemaLeaf[]): readonly SchemaLeaf[] => {
  const found = new Map<string, SchemaLeaf>();
  for (const leaf of leaves) if (leaf.path.length > 0) found.set(leaf.path.join('.'), leaf);
  return [...found.values()];
};

interface OperationDocument {
  readonly body: readonly SchemaLeaf[];
  readonly query: readonly string[];
  readonly path: readonly string[];
  /** The names of all members that a successful answer can have. */
  readonly answered: ReadonlySet<string>;
}

const parametersIn = (operation: unknown, place: string): readonly string[] => {
  const parameters = member(operation, 'parameters');
  return (Array.isArray(parameters) ? (parameters as readonly unknown[]) : [])
    .map(resolved)
    .filter((each) => each.in === place)
    .map(({ name }) => String(name));
};

const answeredBy = (operation: unknown): ReadonlySet<string> => {
  const responses = member(operation, 'responses');
  const successful = isObject(responses) ? Object.entries(responses).filter(([status]) => status < '300') : [];
  const leaves = successful.flatMap(([, response]) =>
    leavesBelow(member(response, 'content', 'application/json', 'schema'), []),
  );
  return new Set(leaves.map(({ path }) => leafName(path)));
};

/** The name of the member that a path leads to; of an array or a map, its own. */
export const leafName = (path: LeafPath): string => path.filter((name) => name !== '0' && name !== '*').at(-1) ?? '';

const described = (operation: unknown): OperationDocument => ({
  body: unique(leavesBelow(member(operation, 'requestBody', 'content', 'application/json', 'schema'), [])),
  query: parametersIn(operation, 'query'),
  path: parametersIn(operation, 'path'),
  answered: answeredBy(operation),
});

const paths = member(document, 'paths');
const operations = new Map(
  (isObject(paths) ? Object.values(paths) : []).flatMap((methods) =>
    (isObject(methods) ? Object.values(methods) : []).map(
      (operation) => [String(member(operation, 'operationId')), described(operation)] as const,
    ),
  ),
);

/** What a route takes and answers, read out of the OpenAPI document. */
export const documented = (operationId: OperationId): OperationDocument => {
  const operation = operations.get(operationId);
  if (operation === undefined) throw new Error(`The OpenAPI document lacks ${operationId}.`);
  return operation;
};

/** The names of members that some route answers: what a record shows of itself. */
export const answeredAnywhere: ReadonlySet<string> = new Set(
  [...operations.values()].flatMap(({ answered }) => [...answered]),
);
