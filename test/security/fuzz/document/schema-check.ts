import * as z from 'zod';
import { type JsonSchema, schemas } from './openapi-document';

/** zod reads a schema of the document itself, so that what is checked is what was published, not the route table. */
const REFERENCE = '#/components/schemas/';
const withLocalReferences = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(REFERENCE, '#/$defs/'));

const $defs = withLocalReferences(schemas);
const checks = new Map<JsonSchema, z.ZodType>();

const checkOf = (schema: JsonSchema): z.ZodType => {
  const known = checks.get(schema);
  if (known !== undefined) return known;
  const whole = { ...(withLocalReferences(schema) as object), $defs } as z.core.JSONSchema.JSONSchema;
  const check = z.fromJSONSchema(whole, { registry: z.registry() });
  checks.set(schema, check);
  return check;
};

/** Where a value is not what its schema says; empty where it is. Paths and codes only: no value of an answer. */
export const mismatches = (schema: JsonSchema, value: unknown): readonly string[] => {
  const result = checkOf(schema).safeParse(value);
  return result.success ? [] : result.error.issues.map(({ path, code }) => `${path.map(String).join('.')}: ${code}`);
};
