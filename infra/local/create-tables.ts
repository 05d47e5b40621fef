import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTablesCommand,
  UpdateTimeToLiveCommand,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import { type KeySchema, type TableDefinition, type TableName, tables } from '../../shared/config/tables';
import { LOCAL_REGION, physicalTableName, tableNames } from './local-resources';

/** The data on disk was made by another version of the table definitions. */
export class TableMismatchError extends Error {
  override readonly name = 'TableMismatchError';

  constructor(tableName: string, home: string) {
    super(
      `The table ${tableName} was made by another version. Delete ${home}, or set PHIDUCIA_HOME to another directory.`,
    );
  }
}

/** Another DynamoDB engine was named, and it is not there. */
export class DynamoDbUnreachableError extends Error {
  override readonly name = 'DynamoDbUnreachableError';

  constructor(endpoint: string, options: ErrorOptions) {
    super(`DynamoDB at ${endpoint} (AWS_ENDPOINT_URL_DYNAMODB) does not answer.`, options);
  }
}

const keySchema = ({ partitionKey, sortKey }: KeySchema): KeySchemaElement[] => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  ...(sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: 'RANGE' as const }]),
];

const keyAttributes = (definition: TableDefinition): readonly string[] => {
  const schemas: readonly KeySchema[] = [definition, ...Object.values(definition.indexes)];
  return [
    ...new Set(
      schemas.flatMap(({ partitionKey, sortKey }) =>
        sortKey === undefined ? [partitionKey] : [partitionKey, sortKey],
      ),
    ),
  ];
};

const createTable = async (client: DynamoDBClient, tableName: string, definition: TableDefinition): Promise<void> => {
  const indexes = Object.entries(definition.indexes);
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keySchema(definition),
      AttributeDefinitions: keyAttributes(definition).map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      GlobalSecondaryIndexes:
        indexes.length === 0
          ? undefined
          : indexes.map(([IndexName, index]) => ({
              IndexName,
              KeySchema: keySchema(index),
              Projection: { ProjectionType: 'ALL' as const },
            })),
      StreamSpecification: definition.stream
        ? { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' }
        : undefined,
    }),
  );
};

/** A call of its own, which a kill may have kept from the table of an earlier start. */
const ensureTimeToLive = async (
  client: DynamoDBClient,
  tableName: string,
  { ttlAttribute }: TableDefinition,
): Promise<void> => {
  if (ttlAttribute === undefined) return;
  const { TimeToLiveDescription: known } = await client.send(new DescribeTimeToLiveCommand({ TableName: tableName }));
  if (known?.AttributeName === ttlAttribute) return;
  const TimeToLiveSpecification = { AttributeName: ttlAttribute, Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification }));
};

const fingerprint = (keys: readonly KeySchemaElement[] | undefined, indexNames: readonly string[]): string =>
  JSON.stringify([
    (keys ?? []).map(({ AttributeName, KeyType }) => `${KeyType ?? ''}:${AttributeName ?? ''}`).sort(),
    [...indexNames].sort(),
  ]);

const isAsDefined = async (
  client: DynamoDBClient,
  tableName: string,
  definition: TableDefinition,
): Promise<boolean> => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  const indexNames = (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName ?? '');
  return (
    fingerprint(Table?.KeySchema, indexNames) === fingerprint(keySchema(definition), Object.keys(definition.indexes))
  );
};

/**
 * Creates the tables that are not there yet.
 * @throws TableMismatchError when one is there with other keys or indexes
 */
export const createTables = async (endpoint: string, home: string): Promise<void> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials });
  const ensure = async (name: TableName, existing: ReadonlySet<string>): Promise<void> => {
    const tableName = physicalTableName(name);
    if (!existing.has(tableName)) await createTable(client, tableName, tables[name]);
    else if (!(await isAsDefined(client, tableName, tables[name]))) throw new TableMismatchError(tableName, home);
    await ensureTimeToLive(client, tableName, tables[name]);
  };
  try {
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    const existing = new Set(TableNames);
    await Promise.all(tableNames.map((name) => ensure(name, existing)));
  } finally {
    client.destroy();
  }
};
