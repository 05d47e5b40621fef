import { isDeepStrictEqual } from 'node:util';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  GetResourcePolicyCommand,
  PolicyNotFoundException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { undeniedActions } from '../../domain/append-only-policy';
import type { AuditEvent } from '../../domain/audit-event';
import type { AuditInspection } from '../../ports/audit-inspection';
import { fromAuditItem, type Item, toAuditItem } from './audit-item';
import { untilDeadline } from './deadline';
import { available } from './unavailable';

export interface InspectedTable {
  readonly name: string;
  readonly arn: string;
  /** What the table's policy has to deny. */
  readonly deniedActions: readonly string[];
}

/** Holds for no item, there or not: an attempt that is let through changes nothing. */
const NEVER = 'attribute_exists(id) AND attribute_not_exists(id)';

const isDenial = (error: unknown): boolean => error instanceof Error && error.name === 'AccessDeniedException';

/** The audit table in DynamoDB, looked at by a role that may read an item and the policy, and change nothing. */
export class DynamoDbAuditInspection implements AuditInspection {
  readonly #client: DynamoDBClient;
  readonly #table: InspectedTable;

  constructor(client: DynamoDBClient, table: InspectedTable) {
    this.#client = client;
    this.#table = table;
  }

  async holds(event: AuditEvent): Promise<boolean> {
    const { Item } = await available('audit', () =>
      this.#client.send(new GetItemCommand({ ...this.#named(event), ConsistentRead: true }), untilDeadline()),
    );
    const appended = fromAuditItem(toAuditItem(event));
    return Item !== undefined && appended !== undefined && isDeepStrictEqual(fromAuditItem(Item), appended);
  }

  async attempt(change: 'update' | 'delete', event: AuditEvent): Promise<'denied' | 'not-denied'> {
    const target = { ...this.#named(event), ConditionExpression: NEVER };
    return available('audit', async () => {
      try {
        if (change === 'delete') await this.#client.send(new DeleteItemCommand(target), untilDeadline());
        else {
          const update = { ...target, UpdateExpression: 'REMOVE readiness_probe' };
          await this.#client.send(new UpdateItemCommand(update), untilDeadline());
        }
        return 'not-denied';
      } catch (error) {
        if (isDenial(error)) return 'denied';
        if (error instanceof ConditionalCheckFailedException) return 'not-denied';
        throw error;
      }
    });
  }

  async policy(): Promise<{ readonly denied: number; readonly undenied: readonly string[] }> {
    const { arn, deniedActions } = this.#table;
    const undenied = undeniedActions(await this.#policyText(), arn, deniedActions);
    return { denied: deniedActions.length - undenied.length, undenied };
  }

  async #policyText(): Promise<string> {
    return available('audit', async () => {
      try {
        const command = new GetResourcePolicyCommand({ ResourceArn: this.#table.arn });
        return (await this.#client.send(command, untilDeadline())).Policy ?? '';
      } catch (error) {
        if (error instanceof PolicyNotFoundException) return '';
        throw error;
      }
    });
  }

  #named(event: AuditEvent): { readonly TableName: string; readonly Key: Item } {
    const { pk = { S: '' }, id = { S: '' } } = toAuditItem(event);
    return { TableName: this.#table.name, Key: { pk, id } };
  }
}
