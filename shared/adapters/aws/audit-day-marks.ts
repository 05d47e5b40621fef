import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AuditEvent } from '../../domain/audit-event';
import { dayOf, expiresAt } from './audit-item';
import { untilDeadline } from './deadline';

/** Days whose marker this instance has written; today's and, around midnight, yesterday's of each tree. */
const MAX_MARKED_DAYS = 4096;

/** Writes down that a day has events, before the first event of the day, so that a list can skip empty days. */
export class AuditDayMarks {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #marked = new Set<string>();

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /** Marks the days of events; what this instance has marked once costs nothing. */
  async mark(events: readonly AuditEvent[]): Promise<void> {
    for (const event of events) {
      const day = dayOf(event.recorded_at);
      const name = `${event.covered_entity_id}#${day}`;
      if (!this.#marked.has(name)) {
        await this.#markDay(event.covered_entity_id, day, expiresAt(event));
        if (this.#marked.size >= MAX_MARKED_DAYS) this.#marked.clear();
        this.#marked.add(name);
      }
    }
  }

  async #markDay(tree: string, day: string, expires: number): Promise<void> {
    try {
      const put = {
        TableName: this.#tableName,
        Item: marshall({ tree, day, expires_at: expires }),
        ConditionExpression: 'attribute_not_exists(tree)',
      };
      await this.#client.send(new PutItemCommand(put), untilDeadline());
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
