import { type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import {
  BREACH_DECISIONS,
  BREACH_FACTORS,
  type BreachAssessment,
  type BreachDecision,
  FACTOR_RISKS,
} from '../../domain/breach-assessment';
import type { AssessmentPage, BreachAssessments } from '../../ports/breach-assessments';
import { StoredRecordError } from '../../ports/errors';
import type { Item } from './audit-item';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { newestPage } from './newest-page';
import { available } from './unavailable';

/** The one partition of the index of what is to be escalated; sparse, so it holds what is open alone. */
const TO_ESCALATE = 'assessment';

const time = z.iso.datetime({ precision: 3 });

const AssessmentItem = z.object({
  id: z.uuid(),
  covered_entity_id: z.uuid(),
  patient_id: z.uuid(),
  user_id: z.uuid(),
  grant_id: z.uuid(),
  discovered_at: time,
  due_at: time,
  decision: z
    .object({
      decision: z.enum(BREACH_DECISIONS),
      factors: z.record(z.enum(BREACH_FACTORS), z.enum(FACTOR_RISKS)),
      document_hash: z.string().exactOptional(),
      decided_by: z.uuid(),
      decided_at: time,
    })
    .exactOptional(),
  escalated_at: time.exactOptional(),
});

const fromItem = (item: Item): BreachAssessment => {
  const parsed = AssessmentItem.safeParse(unmarshall(item));
  if (!parsed.success) throw new StoredRecordError('breach_assessment');
  return parsed.data;
};

const keyOf = (covered_entity_id: string, id: string): Item => marshall({ covered_entity_id, id });

/** Breach assessments in DynamoDB, a partition per covered entity; ids sort by time. */
export class DynamoDbBreachAssessments implements BreachAssessments {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async find(coveredEntityId: string, id: string): Promise<BreachAssessment | undefined> {
    const Key = keyOf(coveredEntityId, id);
    const command = new GetItemCommand({ TableName: this.#tableName, Key, ConsistentRead: true });
    const { Item } = await available('emergency', () => this.#client.send(command, untilDeadline()));
    return Item && fromItem(Item);
  }

  async page(coveredEntityId: string, before: string | undefined, limit: number): Promise<AssessmentPage> {
    const question = { tableName: this.#tableName, coveredEntityId, before, limit };
    const { items, ...next } = await newestPage(this.#client, question);
    return { assessments: items.map(fromItem), ...next };
  }

  async toEscalate(now: Date, limit: number): Promise<readonly BreachAssessment[]> {
    const command = new QueryCommand({
      TableName: this.#tableName,
      IndexName: 'by-escalation',
      KeyConditionExpression: 'escalation = :open AND due_at <= :now',
      ExpressionAttributeValues: marshall({ ':open': TO_ESCALATE, ':now': now.toISOString() }),
      Limit: limit,
    });
    const { Items = [] } = await available('emergency', () => this.#client.send(command, untilDeadline()));
    return Items.map(fromItem);
  }

  creation(assessment: BreachAssessment): DynamoDbMutation {
    const Item = marshall({ ...assessment, escalation: TO_ESCALATE }, { removeUndefinedValues: true });
    return new DynamoDbMutation([
      { Put: { TableName: this.#tableName, Item, ConditionExpression: 'attribute_not_exists(id)' } },
    ]);
  }

  deciding(
    { covered_entity_id, id }: Pick<BreachAssessment, 'covered_entity_id' | 'id'>,
    decision: BreachDecision,
  ): DynamoDbMutation {
    const update = {
      TableName: this.#tableName,
      Key: keyOf(covered_entity_id, id),
      UpdateExpression: 'SET decision = :decision REMOVE escalation',
      ConditionExpression: 'attribute_exists(id) AND attribute_not_exists(decision)',
      ExpressionAttributeValues: marshall({ ':decision': decision }, { removeUndefinedValues: true }),
    };
    return new DynamoDbMutation([{ Update: update }]);
  }

  escalation(
    { covered_entity_id, id }: Pick<BreachAssessment, 'covered_entity_id' | 'id'>,
    at: Date,
  ): DynamoDbMutation {
    const update = {
      TableName: this.#tableName,
      Key: keyOf(covered_entity_id, id),
      UpdateExpression: 'SET escalated_at = :at REMOVE escalation',
      ConditionExpression: 'attribute_exists(escalation)',
      ExpressionAttributeValues: marshall({ ':at': at.toISOString() }),
    };
    return new DynamoDbMutation([{ Update: update }]);
  }
}
