import { type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { DISCLOSURE_FIELDS, type DisclosureField, type SealedDisclosure } from '../../crypto/disclosure-envelope';
import { DisclosureFactsSchema } from '../../domain/disclosure';
import type { DisclosurePage, DisclosureStore } from '../../ports/disclosure-store';
import { indexPartition, type Item } from './audit-item';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { available } from './unavailable';

const SealedSchema = z.object({
  header: z.instanceof(Uint8Array),
  fields: z.partialRecord(z.enum(DISCLOSURE_FIELDS), z.instanceof(Uint8Array)),
});

const toItem = ({ facts, sealed }: SealedDisclosure): Item =>
  marshall({
    ...facts,
    patient_pk: indexPartition(facts.covered_entity_id, facts.patient_id),
    header: sealed.header,
    fields: Object.fromEntries(sealed.fields),
  });

const isField = (name: string): name is DisclosureField => DISCLOSURE_FIELDS.some((field) => field === name);

const fromItem = (item: Item): SealedDisclosure => {
  const stored = unmarshall(item);
  const { header, fields } = SealedSchema.parse(stored);
  const entries = Object.entries(fields).flatMap(([name, bytes]) => (isField(name) ? [[name, bytes] as const] : []));
  return { facts: DisclosureFactsSchema.parse(stored), sealed: { header, fields: new Map(entries) } };
};

/** The record, or nothing where the item is none. */
const readable = (item: Item): SealedDisclosure | undefined => {
  try {
    return fromItem(item);
  } catch (error) {
    if (error instanceof z.ZodError) return undefined;
    throw error;
  }
};

/** Records of disclosures in DynamoDB, a partition per covered entity; the index `by-patient` serves the accounting. */
export class DynamoDbDisclosureStore implements DisclosureStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  creation(record: SealedDisclosure): DynamoDbMutation {
    return new DynamoDbMutation([
      { Put: { TableName: this.#tableName, Item: toItem(record), ConditionExpression: 'attribute_not_exists(id)' } },
    ]);
  }

  async find(coveredEntityId: string, id: string): Promise<SealedDisclosure | undefined> {
    return available('disclosures', async () => {
      const Key = marshall({ covered_entity_id: coveredEntityId, id });
      const get = new GetItemCommand({ TableName: this.#tableName, Key, ConsistentRead: true });
      const { Item: item } = await this.#client.send(get, untilDeadline());
      return item && fromItem(item);
    });
  }

  async page(coveredEntityId: string, after: string | undefined, limit: number): Promise<DisclosurePage> {
    const query = new QueryCommand({
      TableName: this.#tableName,
      KeyConditionExpression: `covered_entity_id = :entity${after === undefined ? '' : ' AND id > :after'}`,
      ExpressionAttributeValues: marshall(
        { ':entity': coveredEntityId, ':after': after },
        { removeUndefinedValues: true },
      ),
      ConsistentRead: true,
      Limit: limit,
    });
    const { Items = [], LastEvaluatedKey } = await available('disclosures', () =>
      this.#client.send(query, untilDeadline()),
    );
    const read = Items.map((item) => ({ id: item.id?.S ?? '', record: readable(item) }));
    const next = LastEvaluatedKey?.id?.S;
    return {
      records: read.flatMap(({ record }) => record ?? []),
      unreadable: read.flatMap(({ id, record }) => (record === undefined ? [id] : [])),
      ...(next === undefined ? {} : { next }),
    };
  }

  replacement(before: SealedDisclosure, after: SealedDisclosure): DynamoDbMutation {
    const put = {
      TableName: this.#tableName,
      Item: toItem(after),
      ConditionExpression: '#header = :header',
      ExpressionAttributeNames: { '#header': 'header' },
      ExpressionAttributeValues: marshall({ ':header': before.sealed.header }),
    };
    return new DynamoDbMutation([{ Put: put }]);
  }
}
