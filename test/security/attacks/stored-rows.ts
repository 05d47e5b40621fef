import { canonicalJson } from '../../../shared/domain/idempotency';
import { type TableName, tables } from '../../../shared/config/tables';
import type { LocalStack } from '../../support/local-stack';
import { rawItems } from '../../support/raw-table';
import type { StackResponse } from '../../support/stack-request';

/** Evidence grows with each attempt, and sessions are used. */
const GROWING: ReadonlySet<string> = new Set(['audit', 'audit-days', 'sessions']);

const isTable = (name: string): name is TableName => Object.hasOwn(tables, name);

/** Every item of every table but evidence and sessions, as text. */
export const rowsOf = async (stack: LocalStack): Promise<readonly string[]> => {
  const names = Object.keys(tables).filter(isTable);
  const rows = await Promise.all(
    names
      .filter((name) => !GROWING.has(name))
      .map(async (name) => (await rawItems(stack, name)).map((item) => `${name} ${canonicalJson(item)}`)),
  );
  return rows.flat();
};

/**
 * What of an entity's rows is not what it was: gone, changed, or new. A row that names another entity is that one's,
 * whatever ids it holds.
 */
export const changedRows = (
  before: readonly string[],
  after: readonly string[],
  { of, not }: { readonly of: string; readonly not: string },
): readonly string[] => {
  const ofEntity = (rows: readonly string[]): readonly string[] =>
    rows.filter((row) => row.includes(of) && !row.includes(not));
  const [was, is] = [new Set(ofEntity(before)), new Set(ofEntity(after))];
  return [
    ...[...was].filter((row) => !is.has(row)).map((row) => `gone: ${row.slice(0, 200)}`),
    ...[...is].filter((row) => !was.has(row)).map((row) => `new: ${row.slice(0, 200)}`),
  ];
};

const CHANGING: ReadonlySet<string> = new Set(['date', 'x-request-id']);

const shapeOf = ({ status, headers, text }: StackResponse): string => {
  const id = headers.get('x-request-id') ?? '';
  const fields = [...headers].filter(([name]) => !CHANGING.has(name)).map(([name, value]) => `${name}: ${value}`);
  return [status, ...fields, id === '' ? text : text.replaceAll(id, '')].join('\n');
};

/** Whether two answers are the same, status, headers, and body, but for their own ids and dates. */
export const sameShape = (left: StackResponse, right: StackResponse): boolean => shapeOf(left) === shapeOf(right);
