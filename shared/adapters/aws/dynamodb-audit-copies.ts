import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AuditEvent } from '../../domain/audit-event';
import type { AuditCopies, AuditCopy } from '../../ports/audit-copies';
import { AuditDayMarks } from './audit-day-marks';
import { type Item, toAuditItem } from './audit-item';
import { untilDeadline } from './deadline';
import type { AuditTables } from './dynamodb-audit-trail';
import { sameItem } from './same-item';
import { sequenceEntry } from './sequence-entry';
import { available } from './unavailable';

/** Copies events into the audit table by the same conditional put as the audit trail's. */
export class DynamoDbAuditCopies implements AuditCopies {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #days: AuditDayMarks;

  constructor(client: DynamoDBClient, { audit, auditDays }: AuditTables) {
    this.#client = client;
    this.#tableName = audit;
    this.#days = new AuditDayMarks(client, auditDays);
  }

  copy(event: AuditEvent): Promise<AuditCopy> {
    return available('audit', async () => {
      await this.#days.mark([event]);
      const item = toAuditItem(event);
      return { outcome: await this.#put(item), entry: sequenceEntry(item, new Date(event.recorded_at)) };
    });
  }

  async #put(item: Item): Promise<AuditCopy['outcome']> {
    const put = new PutItemCommand({
      TableName: this.#tableName,
      Item: item,
      ConditionExpression: 'attribute_not_exists(id)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      await this.#client.send(put, untilDeadline());
      return 'copied';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return error.Item !== undefined && sameItem(item, error.Item) ? 'present' : 'different';
    }
  }
}
