import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { EmergencySuspension, EmergencySuspensions } from '../../ports/emergency-suspensions';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { available } from './unavailable';

/** Suspensions in DynamoDB, a partition per covered entity, an item per user. */
export class DynamoDbEmergencySuspensions implements EmergencySuspensions {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async isSuspended(covered_entity_id: string, user_id: string): Promise<boolean> {
    const Key = marshall({ covered_entity_id, user_id });
    const command = new GetItemCommand({ TableName: this.#tableName, Key, ConsistentRead: true });
    const { Item } = await available('emergency', () => this.#client.send(command, untilDeadline()));
    return Item !== undefined;
  }

  suspension(suspension: EmergencySuspension): DynamoDbMutation {
    return new DynamoDbMutation([{ Put: { TableName: this.#tableName, Item: marshall(suspension) } }]);
  }

  lifting(covered_entity_id: string, user_id: string): DynamoDbMutation {
    const Key = marshall({ covered_entity_id, user_id });
    return new DynamoDbMutation([{ Delete: { TableName: this.#tableName, Key } }]);
  }
}
