import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AuditEvent } from '../../domain/audit-event';
import { AuditTrail, type AuditEvents, type Mutation } from '../../ports/audit-trail';
import { AuditDayMarks } from './audit-day-marks';
import { toAuditItem } from './audit-item';
import { untilDeadline } from './deadline';
import { transactItemsOf } from './dynamodb-mutation';
import { transactOnce } from './dynamodb-transaction';
import { available } from './unavailable';

export interface AuditTables {
  readonly audit: string;
  readonly auditDays: string;
}

/**
 * The audit trail in DynamoDB: conditional puts into an append-only table. A put whose outcome is unknown is not
 * believed, even if its retry shows that it went through: nothing is released then (RELIABILITY.md, row 5).
 */
export class DynamoDbAuditTrail extends AuditTrail {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #days: AuditDayMarks;

  constructor(client: DynamoDBClient, { audit, auditDays }: AuditTables) {
    super();
    this.#client = client;
    this.#tableName = audit;
    this.#days = new AuditDayMarks(client, auditDays);
  }

  protected override async append(events: AuditEvents): Promise<void> {
    await available('audit', async () => {
      await this.#days.mark(events);
      const [only, ...more] = events;
      if (more.length > 0) return this.#transact([], events);
      await this.#client.send(new PutItemCommand(this.#put(only)), untilDeadline());
      return undefined;
    });
  }

  protected override async transact(
    mutations: readonly Mutation[],
    events: AuditEvents,
  ): Promise<'committed' | 'conflict'> {
    return available('audit', async () => {
      await this.#days.mark(events);
      return this.#transact(mutations, events);
    });
  }

  #put(event: AuditEvent) {
    return {
      TableName: this.#tableName,
      Item: toAuditItem(event),
      ConditionExpression: 'attribute_not_exists(id)',
    };
  }

  async #transact(mutations: readonly Mutation[], events: AuditEvents): Promise<'committed' | 'conflict'> {
    const { kind } = await transactOnce(this.#client, 'audit', {
      mutations: mutations.flatMap(transactItemsOf),
      events: events.map((event) => ({ Put: this.#put(event) })),
    });
    return kind;
  }
}
