import { type AttributeValue, type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { formatPosition, newestFirst, type ReadingField } from '../../domain/biometric-reading';
import type { BiometricType } from '../../domain/biometric-types';
import type {
  BiometricStore,
  ReadingKey,
  ReadingsPage,
  ReadingsQuestion,
  StoredReading,
} from '../../ports/biometric-store';
import { StoredRecordError } from '../../ports/errors';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { available } from './unavailable';

type Item = Record<string, AttributeValue>;
type Series = Pick<ReadingKey, 'covered_entity_id' | 'patient_id' | 'data_type'>;

const ReadingItem = z.object({
  taken: z.string().regex(/^.{24}#.{36}$/),
  created_at: z.string(),
  header: z.instanceof(Uint8Array),
  fields: z.record(z.string(), z.instanceof(Uint8Array)),
});

const TIMESTAMP_LENGTH = 24;
/** Sorts before and after every `#<id>` that follows a timestamp. */
const [BELOW_IDS, ABOVE_IDS] = ['#', '$'];
const EARLIEST = '0';
const LATEST = '9999-12-31T23:59:59.999Z';

const isReadingField = (name: string): name is ReadingField => name === 'measurement' || name === 'device_id';

const seriesOf = ({ covered_entity_id, patient_id, data_type }: Series): string =>
  [covered_entity_id, patient_id, data_type].join('#');

const keyOf = (key: ReadingKey): Item => ({
  series: { S: seriesOf(key) },
  taken: { S: `${key.timestamp}#${key.id}` },
});

const toItem = (reading: StoredReading): Item => ({
  ...keyOf(reading),
  ...marshall({
    created_at: reading.created_at,
    header: reading.sealed.header,
    fields: Object.fromEntries(reading.sealed.fields),
  }),
});

/** Whose reading it is, of what, and when, is what its key says: an item that was copied elsewhere does not open. */
const fromItem = (series: Series, item: Item): StoredReading => {
  const parsed = ReadingItem.safeParse(unmarshall(item));
  if (!parsed.success) throw new StoredRecordError('biometric');
  const { taken, created_at, header, fields } = parsed.data;
  const named = Object.entries(fields).flatMap(([name, field]) =>
    isReadingField(name) ? [[name, field] as const] : [],
  );
  const { covered_entity_id, patient_id, data_type } = series;
  return {
    id: taken.slice(TIMESTAMP_LENGTH + 1),
    covered_entity_id,
    patient_id,
    data_type,
    timestamp: taken.slice(0, TIMESTAMP_LENGTH),
    created_at,
    sealed: { header, fields: new Map(named) },
  };
};

/** The highest sort key of one type that can stand below a position in the list of all types. */
const highest = (type: BiometricType, { to = LATEST, before }: ReadingsQuestion): string => {
  const end = `${to}${ABOVE_IDS}`;
  if (before === undefined) return end;
  const { timestamp, data_type, id } = before;
  if (type === data_type) return `${timestamp}#${id}`;
  const top = `${timestamp}${type < data_type ? ABOVE_IDS : BELOW_IDS}`;
  return top < end ? top : end;
};

/** Readings in DynamoDB, a partition per tenant, patient, and type, by time. */
export class DynamoDbBiometricStore implements BiometricStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async find(key: ReadingKey): Promise<StoredReading | undefined> {
    const command = new GetItemCommand({ TableName: this.#tableName, Key: keyOf(key), ConsistentRead: true });
    const { Item } = await available('biometrics', () => this.#client.send(command, untilDeadline()));
    return Item === undefined ? undefined : fromItem(key, Item);
  }

  async page(question: ReadingsQuestion): Promise<ReadingsPage> {
    const { before, limit, data_types } = question;
    const found = await Promise.all(data_types.map((type) => this.#series(type, question)));
    const following = found
      .flat()
      .filter((reading) => before === undefined || formatPosition(reading) < formatPosition(before))
      .sort(newestFirst);
    const readings = following.slice(0, limit);
    const next = following.length > limit ? readings.at(-1) : undefined;
    return next === undefined ? { readings } : { readings, next };
  }

  creation(reading: StoredReading): DynamoDbMutation {
    const put = {
      TableName: this.#tableName,
      Item: toItem(reading),
      ConditionExpression: 'attribute_not_exists(taken)',
    };
    return new DynamoDbMutation([{ Put: put }]);
  }

  replacement(before: StoredReading, after: StoredReading): DynamoDbMutation {
    const put = {
      TableName: this.#tableName,
      Item: toItem(after),
      ConditionExpression: '#header = :header',
      ExpressionAttributeNames: { '#header': 'header' },
      ExpressionAttributeValues: marshall({ ':header': before.sealed.header }),
    };
    return new DynamoDbMutation([{ Put: put }]);
  }

  async #series(data_type: BiometricType, question: ReadingsQuestion): Promise<readonly StoredReading[]> {
    const series = { ...question, data_type };
    const [low, high] = [question.from ?? EARLIEST, highest(data_type, question)];
    // DynamoDB refuses bounds that are the wrong way round; nothing lies between them.
    if (high < low) return [];
    const command = new QueryCommand({
      TableName: this.#tableName,
      KeyConditionExpression: 'series = :series AND taken BETWEEN :low AND :high',
      ExpressionAttributeValues: { ':series': { S: seriesOf(series) }, ':low': { S: low }, ':high': { S: high } },
      ConsistentRead: true,
      ScanIndexForward: false,
      // One more than the page, to know whether it goes on, and one that was listed before.
      Limit: question.limit + 2,
    });
    const { Items = [] } = await available('biometrics', () => this.#client.send(command, untilDeadline()));
    return Items.map((item) => fromItem(series, item));
  }
}
