import { partiQlStatement, type PartiQlStatement } from './partiql-statement';

/** One table in one request, and whether the request would change an item there other than by putting a new one. */
export interface TouchedTable {
  /** As the request names it: a table name, or the name taken from an ARN. */
  readonly physicalName: string;
  /** Denied on an append-only table. */
  readonly rewrites: boolean;
}

const REWRITING_OPERATIONS = new Set(['UpdateItem', 'DeleteItem', 'BatchWriteItem']);
const PARTIQL_OPERATIONS = new Set(['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction']);
const REWRITING_TRANSACTION_ITEMS = new Set(['Update', 'Delete']);

/**
 * The tables that a DynamoDB request names, from its body as parsed from JSON. Never throws: what is malformed names
 * no table, and the engine refuses it.
 */
export function touchedTables(operation: string, body: unknown): readonly TouchedTable[] {
  const rewrites = REWRITING_OPERATIONS.has(operation);
  const members = record(body);
  const single = [members.TableName, members.ResourceArn, members.StreamArn, members.TableArn]
    .filter((value) => typeof value === 'string')
    .map((name) => ({ physicalName: tableNameOf(name), rewrites }));
  const batch = Object.keys(record(members.RequestItems)).map((name) => ({
    physicalName: tableNameOf(name),
    rewrites,
  }));
  const statements = PARTIQL_OPERATIONS.has(operation) ? statementsOf(members).flatMap(tablesOfStatement) : [];
  return [...single, ...batch, ...transactionTables(members), ...statements];
}

function transactionTables(members: Readonly<Record<string, unknown>>): readonly TouchedTable[] {
  return list(members.TransactItems).flatMap((item) =>
    Object.entries(record(item)).flatMap(([kind, action]) => {
      const name = record(action).TableName;
      if (typeof name !== 'string') return [];
      return [{ physicalName: tableNameOf(name), rewrites: REWRITING_TRANSACTION_ITEMS.has(kind) }];
    }),
  );
}

function statementsOf(members: Readonly<Record<string, unknown>>): readonly PartiQlStatement[] {
  const entries = [members, ...list(members.Statements), ...list(members.TransactStatements)];
  return entries
    .map((entry) => record(entry).Statement)
    .filter((statement) => typeof statement === 'string')
    .map(partiQlStatement);
}

function tablesOfStatement({ writes, identifiers }: PartiQlStatement): readonly TouchedTable[] {
  return identifiers.map((name) => ({ physicalName: tableNameOf(name), rewrites: writes }));
}

/** `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME[/…]` → NAME; a name stays as it is. */
function tableNameOf(nameOrArn: string): string {
  return /^arn:[^/]*:table\/([^/]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
