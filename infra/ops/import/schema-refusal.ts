import type * as z from 'zod';
import { type NotMapped, refused } from './mapped';

const codeOf = (issue: z.core.$ZodIssue): string => {
  const params: unknown = issue.code === 'custom' ? issue.params : undefined;
  const code: unknown = Reflect.get(Object(params) as object, 'code');
  return typeof code === 'string' ? code : 'invalid';
};

/**
 * A schema's first complaint as a refusal: the path of the field in the schema's own names, never a value. Only for schemas
 * whose keys are fixed.
 */
export const schemaRefusal = ({ issues }: z.ZodError): NotMapped => {
  const [issue] = issues;
  return issue === undefined ? refused('invalid') : refused(codeOf(issue), issue.path.map(String).join('.'));
};
