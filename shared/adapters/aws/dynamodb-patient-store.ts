import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { PATIENT_STATUSES, type PatientSummary } from '../../domain/patient';
import { isPatientField } from '../../domain/patient-fields';
import { DependencyUnavailableError, StoredRecordError } from '../../ports/errors';
import type { PatientIdPage } from '../../ports/care-teams';
import type { PatientPage, PatientStore, StoredPatient, SummaryPage } from '../../ports/patient-store';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { available } from './unavailable';

export interface PatientTables {
  readonly patients: string;
  readonly patientIndex: string;
}

const SummaryItem = z.object({
  id: z.uuid(),
  status: z.enum(PATIENT_STATUSES),
  created_at: z.iso.datetime({ precision: 3 }),
});

const PatientItem = SummaryItem.extend({
  covered_entity_id: z.uuid(),
  updated_at: z.string(),
  version: z.int().min(1),
  header: z.instanceof(Uint8Array),
  fields: z.record(z.string(), z.instanceof(Uint8Array)),
  index: z.array(z.string()).readonly(),
});

const SUMMARY = {
  ProjectionExpression: 'id, #status, created_at',
  ExpressionAttributeNames: { '#status': 'status' },
} as const;

/** Rounds of a batch read: DynamoDB may leave keys unprocessed when a partition is busy. */
const BATCH_ROUNDS = 3;

const keyOf = (coveredEntityId: string, id: string): Record<string, AttributeValue> => ({
  covered_entity_id: { S: coveredEntityId },
  id: { S: id },
});

const toItem = ({ sealed, ...facts }: StoredPatient): Record<string, AttributeValue> =>
  marshall({ ...facts, header: sealed.header, fields: Object.fromEntries(sealed.fields) });

const toPatient = ({ header, fields, ...facts }: z.output<typeof PatientItem>): StoredPatient => {
  const named = Object.entries(fields).flatMap(([name, field]) =>
    isPatientField(name) ? [[name, field] as const] : [],
  );
  return { ...facts, sealed: { header, fields: new Map(named) } };
};

/** What an item says in the form in which this API leaves it. @throws StoredRecordError for another: an edit behind it */
const parsedItem = <T>(form: z.ZodType<T>, item: Record<string, AttributeValue>): T => {
  const { data } = form.safeParse(unmarshall(item));
  if (data === undefined) throw new StoredRecordError('patient');
  return data;
};

const fromItem = (item: Record<string, AttributeValue>): StoredPatient => toPatient(parsedItem(PatientItem, item));

const fromSummary = (item: Record<string, AttributeValue>): PatientSummary => parsedItem(SummaryItem, item);

/** Patients in DynamoDB, a partition per covered entity, with their entries of the blind index. */
export class DynamoDbPatientStore implements PatientStore {
  readonly #client: DynamoDBClient;
  readonly #tables: PatientTables;

  constructor(client: DynamoDBClient, tables: PatientTables) {
    this.#client = client;
    this.#tables = tables;
  }

  async find(coveredEntityId: string, id: string): Promise<StoredPatient | undefined> {
    const command = new GetItemCommand({
      TableName: this.#tables.patients,
      Key: keyOf(coveredEntityId, id),
      ConsistentRead: true,
    });
    const { Item } = await available('patients', () => this.#client.send(command, untilDeadline()));
    return Item === undefined ? undefined : fromItem(Item);
  }

  async findAll(coveredEntityId: string, ids: readonly string[]): Promise<readonly StoredPatient[]> {
    return (await this.#batch(coveredEntityId, ids, {})).map(fromItem);
  }

  async summaries(coveredEntityId: string, after: string | undefined, limit: number): Promise<SummaryPage> {
    const { items, next } = await this.#query(coveredEntityId, after, { ...SUMMARY, Limit: limit });
    const patients = items.map(fromSummary);
    return next === undefined ? { patients } : { patients, next };
  }

  async page(coveredEntityId: string, after: string | undefined, limit: number): Promise<PatientPage> {
    const { items, next } = await this.#query(coveredEntityId, after, { Limit: limit });
    const parsed = items.map((item) => ({ id: item.id?.S ?? '', ...PatientItem.safeParse(unmarshall(item)) }));
    return {
      patients: parsed.flatMap(({ data }) => (data === undefined ? [] : [toPatient(data)])),
      unreadable: parsed.flatMap(({ id, data }) => (data === undefined ? [id] : [])),
      ...(next === undefined ? {} : { next }),
    };
  }

  async summariesOf(coveredEntityId: string, ids: readonly string[]): Promise<readonly PatientSummary[]> {
    const items = await this.#batch(coveredEntityId, ids, SUMMARY);
    const byId = new Map(items.map(fromSummary).map((each) => [each.id, each]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  async indexed(
    coveredEntityId: string,
    entry: string,
    after: string | undefined,
    limit: number,
  ): Promise<PatientIdPage> {
    const command = new QueryCommand({
      TableName: this.#tables.patientIndex,
      KeyConditionExpression: `entry = :entry${after === undefined ? '' : ' AND patient_id > :after'}`,
      ExpressionAttributeValues: {
        ':entry': { S: `${coveredEntityId}#${entry}` },
        ...(after === undefined ? {} : { ':after': { S: after } }),
      },
      ConsistentRead: true,
      Limit: limit,
    });
    const { Items = [], LastEvaluatedKey } = await available('patients', () =>
      this.#client.send(command, untilDeadline()),
    );
    const patient_ids = Items.flatMap((item) => item.patient_id?.S ?? []);
    const next = LastEvaluatedKey?.patient_id?.S;
    return next === undefined ? { patient_ids } : { patient_ids, next };
  }

  creation(patient: StoredPatient): DynamoDbMutation {
    const put = {
      TableName: this.#tables.patients,
      Item: toItem(patient),
      ConditionExpression: 'attribute_not_exists(id)',
    };
    return new DynamoDbMutation([{ Put: put }, ...patient.index.map((entry) => this.#putEntry(patient, entry))]);
  }

  replacement(before: StoredPatient, after: StoredPatient): DynamoDbMutation {
    const put = {
      TableName: this.#tables.patients,
      Item: toItem(after),
      // The header too: a re-encryption leaves the version as it is.
      ConditionExpression: 'version = :version AND #header = :header',
      ExpressionAttributeNames: { '#header': 'header' },
      ExpressionAttributeValues: marshall({ ':version': before.version, ':header': before.sealed.header }),
    };
    const added = after.index.filter((entry) => !before.index.includes(entry));
    const removed = before.index.filter((entry) => !after.index.includes(entry));
    return new DynamoDbMutation([
      { Put: put },
      ...added.map((entry) => this.#putEntry(after, entry)),
      ...removed.map((entry) => ({
        Delete: { TableName: this.#tables.patientIndex, Key: this.#entryKey(after, entry) },
      })),
    ]);
  }

  #entryKey({ covered_entity_id, id }: StoredPatient, entry: string): Record<string, AttributeValue> {
    return { entry: { S: `${covered_entity_id}#${entry}` }, patient_id: { S: id } };
  }

  #putEntry(patient: StoredPatient, entry: string): TransactWriteItem {
    return { Put: { TableName: this.#tables.patientIndex, Item: this.#entryKey(patient, entry) } };
  }

  async #query(
    coveredEntityId: string,
    after: string | undefined,
    part: Partial<typeof SUMMARY> & { readonly Limit: number },
  ): Promise<{ readonly items: readonly Record<string, AttributeValue>[]; readonly next: string | undefined }> {
    const command = new QueryCommand({
      TableName: this.#tables.patients,
      KeyConditionExpression: `covered_entity_id = :entity${after === undefined ? '' : ' AND id > :after'}`,
      ExpressionAttributeValues: {
        ':entity': { S: coveredEntityId },
        ...(after === undefined ? {} : { ':after': { S: after } }),
      },
      ConsistentRead: true,
      ...part,
    });
    const { Items = [], LastEvaluatedKey } = await available('patients', () =>
      this.#client.send(command, untilDeadline()),
    );
    return { items: Items, next: LastEvaluatedKey?.id?.S };
  }

  async #batch(
    coveredEntityId: string,
    ids: readonly string[],
    projection: Partial<typeof SUMMARY>,
  ): Promise<readonly Record<string, AttributeValue>[]> {
    const { patients: table } = this.#tables;
    const found: Record<string, AttributeValue>[] = [];
    let keys = [...new Set(ids)].map((id) => keyOf(coveredEntityId, id));
    for (let round = 0; keys.length > 0; round += 1) {
      if (round === BATCH_ROUNDS) throw new DependencyUnavailableError('patients');
      const request = { Keys: keys, ConsistentRead: true, ...projection };
      const command = new BatchGetItemCommand({ RequestItems: { [table]: request } });
      const answer = await available('patients', () => this.#client.send(command, untilDeadline()));
      found.push(...(answer.Responses?.[table] ?? []));
      keys = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
    return found;
  }
}
