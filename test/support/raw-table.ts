import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { physicalTableName } from '../../infra/local/local-resources';
import { DynamoDbDisclosureStore } from '../../shared/adapters/aws/dynamodb-disclosure-store';
import type { Item } from '../../shared/adapters/aws/audit-item';
import type { TableName } from '../../shared/config/tables';
import type { LocalStack } from './local-stack';

/** A client past the API, for what a test must see in the tables themselves. */
export const rawClient = (stack: LocalStack): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: stack.environment.AWS_ENDPOINT_URL_DYNAMODB,
    region: stack.ready.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

/** Every item of a table, as it lies there. */
export const rawItems = async (stack: LocalStack, table: TableName): Promise<readonly Item[]> => {
  const client = rawClient(stack);
  const items: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName: physicalTableName(table) })) {
    items.push(...(page.Items ?? []));
  }
  client.destroy();
  return items;
};

const binaries = (value: unknown): readonly Uint8Array[] => {
  if (value instanceof Uint8Array) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(binaries) : [];
};

/** All that items hold, as texts: their JSON, and each binary value as bytes in Latin-1. */
export const textsOf = (items: readonly Item[]): readonly string[] => [
  JSON.stringify(items),
  ...items.flatMap(binaries).map((bytes) => Buffer.from(bytes).toString('latin1')),
];

/** All that items hold, binary values as bytes in Latin-1, so that a text can be looked for in them. */
export const textOf = (items: readonly Item[]): string =>
  JSON.stringify(items, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );

/** The records of disclosures of a stack. */
export const disclosureStore = (stack: LocalStack): DynamoDbDisclosureStore =>
  new DynamoDbDisclosureStore(rawClient(stack), physicalTableName('disclosures'));
