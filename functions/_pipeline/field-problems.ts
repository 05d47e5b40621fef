import type * as z from 'zod';
import type { FieldProblem } from '../../shared/domain/result';

type Issue = z.core.$ZodIssue;

/** Fields that an answer lists at most. */
const MAX_FIELDS = 20;

const hasValueAt = (value: unknown, path: readonly PropertyKey[]): boolean => {
  let at: unknown = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false;
    at = Reflect.get(at, key);
  }
  return at !== undefined;
};

const sizeCode = (origin: string, direction: 'long' | 'short'): string => {
  if (origin === 'string') return `too-${direction}`;
  if (origin === 'array' || origin === 'set') return direction === 'long' ? 'too-many' : 'too-few';
  return 'out-of-range';
};

/** Our stable code for one of zod's. */
const codeOf = (issue: Issue, value: unknown): string => {
  switch (issue.code) {
    case 'invalid_type':
      return hasValueAt(value, issue.path) ? 'wrong-type' : 'required';
    case 'too_big':
      return sizeCode(issue.origin, 'long');
    case 'too_small':
      return sizeCode(issue.origin, 'short');
    case 'invalid_union':
      // Of our unions, those of wrong forms have no discriminator.
      if (issue.discriminator === undefined) return 'invalid-format';
      return hasValueAt(value, issue.path) ? 'not-in-list' : 'required';
    case 'invalid_value':
      return hasValueAt(value, issue.path) ? 'not-in-list' : 'required';
    case 'unrecognized_keys':
      return 'unknown-field';
    case 'invalid_key':
      return 'invalid-name';
    case 'custom': {
      const code: unknown = issue.params?.code;
      return typeof code === 'string' ? code : 'invalid';
    }
    case 'invalid_format':
    case 'invalid_element':
    case 'not_multiple_of':
      return 'invalid-format';
  }
};

/**
 * The names of our own schemas are safe to repeat, a caller's are not: below a free-form map, and for an unknown field,
 * only the parent is named, because a field's name can be PHI as well as its value.
 */
const pathOf = (issue: Issue): string => {
  const path = issue.path.map(String);
  // A context stands in the body itself, or in an item of a batch.
  const context = path[0] === 'items' ? 2 : 0;
  const below = path[context] === 'context' && path.length > context + 1;
  return (below ? [...path.slice(0, context + 1), '*'] : path).join('.');
};

/**
 * What is wrong with which field, without any submitted value or name. In one pass: a body of 4 MiB can have as many
 * wrong members as it has room for.
 */
export const fieldProblems = (error: z.ZodError, value: unknown): readonly FieldProblem[] => {
  const found = new Map<string, FieldProblem>();
  for (const issue of error.issues) {
    const problem = { path: pathOf(issue), code: codeOf(issue, value) };
    found.set(`${problem.path} ${problem.code}`, problem);
    if (found.size >= MAX_FIELDS) break;
  }
  return [...found.values()];
};

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

/** The free-form maps of a body, with their paths: its context, and those of its items. */
const freeFormMaps = (body: unknown): readonly (readonly [path: string, map: unknown])[] => {
  const items = memberOf(body, 'items');
  return [
    ['context', memberOf(body, 'context')],
    ...(Array.isArray(items) ? items : []).map(
      (item: unknown, index) => [`items.${index}.context`, memberOf(item, 'context')] as const,
    ),
  ];
};

/**
 * Fields called `__proto__` in free-form maps: zod passes over them, so that a pair that the caller sent would silently
 * be missing. (Strict objects refuse them by themselves.)
 */
export const prototypeProblems = (body: unknown): readonly FieldProblem[] =>
  freeFormMaps(body)
    .filter(([, map]) => typeof map === 'object' && map !== null && Object.hasOwn(map, '__proto__'))
    .map(([path]) => ({ path: `${path}.*`, code: 'invalid-name' }));
