import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The keywords of JSON Schema that our document uses and the generator reads. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null';
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly maxProperties?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly 'x-phi'?: string;
}

export interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>;
}

interface Response extends Content {
  readonly description: string;
}

interface OperationObject {
  readonly operationId: string;
  readonly description: string;
  readonly security: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Response>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

const FILE = join(resolve(__dirname, '../../../..'), 'docs', 'openapi.json');

/** What a client sees: the committed document, as text and read. */
export const documentText = readFileSync(FILE, 'utf8');
const openApi = JSON.parse(documentText) as OpenApi;

export const schemas = openApi.components.schemas;

/** A schema with its reference followed. */
export const resolved = (schema: JsonSchema): JsonSchema => {
  if (schema.$ref === undefined) return schema;
  const named = schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)];
  if (named === undefined) throw new Error(`${schema.$ref} is not in the document.`);
  return resolved(named);
};

/** One operation of the document. */
export interface Operation extends OperationObject {
  readonly method: string;
  readonly path: string;
  readonly isPublic: boolean;
  /** Roles that the document names; empty where every signed-in user, or anybody, may call. */
  readonly roles: readonly string[];
}

const rolesOf = (description: string): readonly string[] =>
  /^Roles: (.+)\.$/m.exec(description)?.[1]?.split(', ') ?? [];

export const operations: readonly Operation[] = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    ...operation,
    method: method.toUpperCase(),
    path,
    isPublic: operation.security.length === 0,
    roles: rolesOf(operation.description),
  })),
);

export const operationOf = (operationId: string): Operation => {
  const operation = operations.find((each) => each.operationId === operationId);
  if (operation === undefined) throw new Error(`${operationId} is not in the document.`);
  return operation;
};

/** The schema of an operation's JSON body. */
export const bodySchemaOf = ({ requestBody }: Operation): JsonSchema | undefined =>
  requestBody?.content?.['application/json']?.schema;
