import { type AttributeValue, type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { CareTeamMember, CareTeams, PatientIdPage } from '../../ports/care-teams';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { available } from './unavailable';

const partition = (coveredEntityId: string, userId: string): string => `${coveredEntityId}#${userId}`;

/** Care teams in DynamoDB, a partition per tenant and user. */
export class DynamoDbCareTeams implements CareTeams {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async isMember(coveredEntityId: string, patientId: string, userId: string): Promise<boolean> {
    const command = new GetItemCommand({
      TableName: this.#tableName,
      Key: this.#key({ covered_entity_id: coveredEntityId, patient_id: patientId, user_id: userId }),
      ConsistentRead: true,
    });
    const { Item } = await available('care-teams', () => this.#client.send(command, untilDeadline()));
    return Item !== undefined;
  }

  async patientsOf(
    coveredEntityId: string,
    userId: string,
    after: string | undefined,
    limit: number,
  ): Promise<PatientIdPage> {
    const command = new QueryCommand({
      TableName: this.#tableName,
      KeyConditionExpression: `#member = :member${after === undefined ? '' : ' AND patient_id > :after'}`,
      ExpressionAttributeNames: { '#member': 'member' },
      ExpressionAttributeValues: {
        ':member': { S: partition(coveredEntityId, userId) },
        ...(after === undefined ? {} : { ':after': { S: after } }),
      },
      ConsistentRead: true,
      Limit: limit,
    });
    const { Items = [], LastEvaluatedKey } = await available('care-teams', () =>
      this.#client.send(command, untilDeadline()),
    );
    const patient_ids = Items.flatMap((item) => item.patient_id?.S ?? []);
    const next = LastEvaluatedKey?.patient_id?.S;
    return next === undefined ? { patient_ids } : { patient_ids, next };
  }

  admission(member: CareTeamMember): DynamoDbMutation {
    const Item = { ...this.#key(member), ...marshall({ since: member.since }) };
    return new DynamoDbMutation([{ Put: { TableName: this.#tableName, Item } }]);
  }

  removal(member: Omit<CareTeamMember, 'since'>): DynamoDbMutation {
    return new DynamoDbMutation([{ Delete: { TableName: this.#tableName, Key: this.#key(member) } }]);
  }

  #key({ covered_entity_id, patient_id, user_id }: Omit<CareTeamMember, 'since'>): Record<string, AttributeValue> {
    return { member: { S: partition(covered_entity_id, user_id) }, patient_id: { S: patient_id } };
  }
}
