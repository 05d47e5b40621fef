import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { createTables, TableMismatchError } from '../../../infra/local/create-tables';
import { type DynamoDbEngine, startDynamoDb } from '../../../infra/local/engines/dynamodb/start-dynamodb';
import { FaultRegistry } from '../../../infra/local/engines/faults/fault-registry';
import { logicalTableName, physicalTableName, tableNames } from '../../../infra/local/local-resources';
import { type TableDefinition, tables } from '../../../shared/config/tables';

let engine: DynamoDbEngine;
let client: DynamoDBClient;
beforeEach(async () => {
  engine = await startDynamoDb({ faults: new FaultRegistry(), logicalTableName, appendOnlyTables: new Set() });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new DynamoDBClient({ endpoint: engine.url, region: 'us-east-1', credentials });
});
afterEach(async () => {
  client.destroy();
  await engine.close();
});

describe('the tables of shared/config/tables.ts', () => {
  it('are refused when the data on disk has other keys', async () => {
    await client.send(
      new CreateTableCommand({
        TableName: physicalTableName('baa'),
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'other', AttributeType: 'S' }],
      }),
    );
    await expect(createTables(engine.url, '/home')).rejects.toThrow(TableMismatchError);
  });

  it('are created once, and found again', async () => {
    await createTables(engine.url, '/home');
    await createTables(engine.url, '/home');
    expect(engine.callCounts()).toMatchObject({ CreateTable: tableNames.length, ListTables: 2 });
  });

  it.each(tableNames)('%s has its keys, indexes, stream, and TTL', async (name) => {
    await createTables(engine.url, '/home');
    const definition: TableDefinition = tables[name];
    const TableName = physicalTableName(name);
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(Table?.KeySchema?.map(({ AttributeName }) => AttributeName)).toEqual(
      definition.sortKey === undefined ? [definition.partitionKey] : [definition.partitionKey, definition.sortKey],
    );
    expect((Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName).sort()).toEqual(
      Object.keys(definition.indexes).sort(),
    );
    expect(Table?.StreamSpecification?.StreamEnabled ?? false).toBe(definition.stream);
    expect(TimeToLiveDescription?.AttributeName).toBe(definition.ttlAttribute);
  });
});
