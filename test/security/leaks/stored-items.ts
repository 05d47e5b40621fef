import { type AttributeValue, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { physicalTableName, tableNames } from '../../../infra/local/local-resources';
import { type TableDefinition, type TableName, tables } from '../../../shared/config/tables';
import { rawClient, rawItems } from '../../support/raw-table';
import { atOnce, type LeakRun } from './leak-run';
import type { PlannedRoute, Plan } from './plan';
import type { Planting } from './planting';

type Item = Readonly<Record<string, AttributeValue>>;

/** Attributes of one item, at most. */
const ATTRIBUTES = 16;
/** Items of a table that are changed at once, at most. */
const ITEMS = 40;

/** Routes that are called with one attribute spoilt; over the attributes of a table nearly all are. */
const ROUTES = 12;

/** Sessions end the caller's own; the audit log takes no change. */
const changeable = tableNames.filter((name) => !tables[name].appendOnly && name !== 'sessions');

/** An identifier that somebody put behind the API where none belongs: code that chokes on it must not quote it. */
interface StoredPlanting {
  readonly table: TableName;
  /** Which of the item's attributes. */
  readonly place: number;
  readonly planting: Planting & { leaf?: string };
}

const keysOf = (table: TableName): ReadonlySet<string> => {
  const { partitionKey, sortKey, indexes }: TableDefinition = tables[table];
  const all = [{ partitionKey, sortKey }, ...Object.values(indexes)];
  return new Set(all.flatMap((key) => [key.partitionKey, key.sortKey ?? '']));
};

const attributesOf = (table: TableName, items: readonly Item[]): readonly string[] =>
  [...new Set(items.flatMap((item) => Object.keys(item)))].filter((name) => !keysOf(table).has(name)).sort();

const put = async (client: DynamoDBClient, table: TableName, items: readonly Item[]): Promise<void> => {
  for (const item of items) {
    await client.send(new PutItemCommand({ TableName: physicalTableName(table), Item: { ...item } }));
  }
};

const tryStored = async (run: LeakRun, stored: StoredPlanting, routes: readonly PlannedRoute[]): Promise<void> => {
  const { table, place, planting } = stored;
  const targets = [];
  for (const planned of routes) targets.push([planned, await run.target(planned.id, 'stored item')] as const);
  // The newest hold what the calls are about to touch.
  const items = (await rawItems(run.stack, table)).slice(-ITEMS);
  const attribute = attributesOf(table, items)[place];
  if (attribute === undefined) return;
  planting.leaf = attribute;
  const client = rawClient(run.stack);
  const changed = items.filter((item) => item[attribute] !== undefined);
  await put(
    client,
    table,
    changed.map((item) => ({ ...item, [attribute]: { S: planting.canary.value } })),
  );
  await atOnce(
    targets.map(([planned, target]) => async () => {
      await run.send(planned, `${table}, ${attribute}`, target, 'stored item spoilt');
    }),
  );
  await put(client, table, changed);
  client.destroy();
};

/** Spoils stored items, an attribute at a time, and calls routes that read them. */
export const storedItems = (plan: Plan, planned: readonly PlannedRoute[]): ((run: LeakRun) => Promise<void>) => {
  const places = changeable.flatMap((table) =>
    Array.from({ length: ATTRIBUTES }, (_, place) => ({ table, place }) as const),
  );
  const stored = plan.suite.sample('places', places, 6).map(({ table, place }): StoredPlanting => {
    const facts = { entrance: 'stored item', input: `table ${table}, attribute ${place}`, home: table };
    return { table, place, planting: plan.planting(facts, plan.suite.random(facts.input).any(plan.classes)) };
  });
  const ids = new Set(planned.map(({ id }) => id));
  const routes = [...ids].flatMap((id) =>
    planned.filter((each) => each.id === id && each.id !== 'endSession').slice(0, 1),
  );
  return async (run) => {
    for (const each of stored) {
      const turn = plan.suite.random(`routes of ${each.table}, ${each.place}`).below(routes.length);
      await tryStored(run, each, [...routes.slice(turn), ...routes.slice(0, turn)].slice(0, ROUTES));
    }
  };
};
