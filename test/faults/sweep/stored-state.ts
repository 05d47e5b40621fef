import { QueryCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { encodeTime } from 'ulidx';
import { physicalTableName, tableNames } from '../../../infra/local/local-resources';
import { auditPartition, dayOf, fromAuditItem, type Item, SHARDS } from '../../../shared/adapters/aws/audit-item';
import { type TableDefinition, type TableName, tables } from '../../../shared/config/tables';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import type { LocalStack } from '../../support/local-stack';
import { rawItems } from '../../support/raw-table';
import { canonical } from './canonical';

/** Tables by name, items by key, each as JSON. */
export type StoredState = ReadonlyMap<TableName, ReadonlyMap<string, string>>;

/** How many items of each table are new, changed, or gone; tables without any are left out. */
export type Changes = Readonly<
  Record<string, { readonly added: number; readonly changed: number; readonly gone: number }>
>;

/** Written beside every call: what they hold is compared by the events themselves, or is of the session alone. */
const OF_EVERY_CALL: ReadonlySet<TableName> = new Set([
  'audit',
  'audit-days',
  'sessions',
  'sequence',
  'rollups',
] as const);

export const TABLES_OF_EFFECTS = tableNames.filter((name) => !OF_EVERY_CALL.has(name));

const keyOf = (table: TableName, item: Item): string => {
  const { partitionKey, sortKey }: TableDefinition = tables[table];
  return JSON.stringify([item[partitionKey], sortKey === undefined ? undefined : item[sortKey]]);
};

/** What lies in tables now. */
export const storedState = async (stack: LocalStack, names: readonly TableName[]): Promise<StoredState> => {
  const read = async (name: TableName) => {
    const items = await rawItems(stack, name);
    return [name, new Map(items.map((item) => [keyOf(name, item), canonical(item)]))] as const;
  };
  return new Map(await Promise.all(names.map(read)));
};

export const changesBetween = (before: StoredState, after: StoredState): Changes => {
  const rows = [...after].map(([name, items]) => {
    const old = before.get(name) ?? new Map<string, string>();
    const added = [...items.keys()].filter((key) => !old.has(key)).length;
    const changed = [...items].filter(([key, item]) => old.has(key) && old.get(key) !== item).length;
    const gone = [...old.keys()].filter((key) => !items.has(key)).length;
    return [name, { added, changed, gone }] as const;
  });
  return Object.fromEntries(rows.filter(([, { added, changed, gone }]) => added + changed + gone > 0));
};

const RANDOM_LENGTH = 16;

/** The events that lie in the audit table itself since an instant, of the trees given. */
export const eventsSince = async (
  client: DynamoDBClient,
  trees: readonly string[],
  since: Date,
): Promise<readonly AuditEvent[]> => {
  const days = [...new Set([dayOf(since.toISOString()), dayOf(new Date().toISOString())])];
  const partitions = trees.flatMap((tree) =>
    days.flatMap((day) => Array.from({ length: SHARDS }, (_, shard) => auditPartition(tree, day, shard))),
  );
  const from = `${encodeTime(since.getTime(), 10)}${'0'.repeat(RANDOM_LENGTH)}`;
  const read = async (pk: string): Promise<readonly AuditEvent[]> => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: physicalTableName('audit'),
        KeyConditionExpression: 'pk = :pk AND id >= :from',
        ExpressionAttributeValues: { ':pk': { S: pk }, ':from': { S: from } },
      }),
    );
    return Items.flatMap((item) => fromAuditItem(item) ?? []);
  };
  return (await Promise.all(partitions.map(read))).flat();
};
