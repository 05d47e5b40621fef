import type { OperationId } from '../../../shared/api/routes/routes';
import type { StackResponse } from '../../support/stack-request';
import type { LeakSearch, Output } from './leak-search';
import type { Planting } from './planting';
import { answeredAnywhere, documented } from './schema-leaves';

type Visit = (leaf: string, text: string) => string | undefined;

/** JSON without the texts that `visit` takes out; names of members and array places are kept. */
const without = (value: unknown, leaf: string, visit: Visit): unknown => {
  if (typeof value === 'string') return visit(leaf, value) === undefined ? value : null;
  if (Array.isArray(value)) return value.map((each) => without(each, leaf, visit));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, without(each, name, visit)]));
};

/** An answer: what a member shows under the name under which it was sent is the caller's to see, and nothing else is. */
export const lookAtResponse = (
  search: LeakSearch,
  operationId: OperationId | undefined,
  place: string,
  { status, headers, text, json }: StackResponse,
): void => {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`);
  search.look({ kind: 'response headers', place }, [String(status), ...lines].join('\n'));
  const answered = operationId === undefined || status >= 300 ? undefined : documented(operationId).answered;
  const rest = without(json, '', (leaf, shown) => {
    if (answered?.has(leaf) !== true) return undefined;
    search.look(
      { kind: 'response member', place: `${place}, ${leaf}`, allows: (planted) => planted.leaf === leaf },
      shown,
    );
    return shown;
  });
  search.look({ kind: 'response body', place }, json === undefined ? text : JSON.stringify(rest));
};

/** A record may hold what its resource shows of itself, under the same name, unless that is PHI. */
const recordMayHold =
  (leaf: string) =>
  (planting: Planting): boolean =>
    planting.leaf === leaf && planting.phi !== true && answeredAnywhere.has(leaf);

const binariesIn = (value: unknown): readonly Uint8Array[] => {
  if (value instanceof Uint8Array) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(binariesIn) : [];
};

/** Attribute values as plain ones: `{ S: 'x' }` is `x`. */
const unwrapped = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  const [[type, inner] = ['', undefined]] = Object.entries(value) as readonly (readonly [string, unknown])[];
  if (type === 'M') return attributes(inner);
  if (type === 'L') return (Array.isArray(inner) ? (inner as readonly unknown[]) : []).map(unwrapped);
  return inner;
};
const attributes = (item: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(Object(item) as object).map(([name, value]) => [name, unwrapped(value)]));

/** An item of a table, or an image in its stream: names, texts, numbers, and binaries. */
export const lookAtItem = (search: LeakSearch, table: string, kind: string, item: unknown): void => {
  const atHome = (planting: Planting): boolean => planting.home === table;
  const output: Output = { kind, place: table, allows: atHome };
  const plain = attributes(item);
  for (const bytes of binariesIn(plain)) search.look(output, bytes);
  const rest = without(plain, '', (leaf, text) => {
    if (!answeredAnywhere.has(leaf)) return undefined;
    const allows = (planting: Planting): boolean => atHome(planting) || recordMayHold(leaf)(planting);
    search.look({ ...output, place: `${table}, ${leaf}`, allows }, text);
    return text;
  });
  search.look(output, JSON.stringify(rest));
};
