import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AuditEvent } from '../../domain/audit-event';
import { AuditTrail, type AuditEvents, type Mutation } from '../../ports/audit-trail';
import { ContentionError, DefectError, DependencyUnavailableError } from '../../ports/errors';
import { dayOf, expiresAt, toAuditItem } from './audit-item';
import { untilDeadline } from './deadline';
import { transactItemsOf } from './dynamodb-mutation';
import { available } from './unavailable';

export interface AuditTables {
  readonly audit: string;
  readonly auditDays: string;
}

const ATTEMPTS = 3;
const BACKOFF_MS = 50;
/** Days whose marker this instance has written; today's and, around midnight, yesterday's of each tree. */
const MAX_MARKED_DAYS = 4096;

const codesOf = ({ CancellationReasons = [] }: TransactionCanceledException): readonly string[] =>
  CancellationReasons.map(({ Code }) => Code ?? 'None');

/** How a cancelled transaction is to be taken, from the reasons in the order of its items. */
const judge = (error: TransactionCanceledException, mutationItems: number): 'conflict' | 'again' | 'defect' => {
  const codes = codesOf(error);
  if (codes.some((code) => code === 'ValidationError' || code === 'ItemCollectionSizeLimitExceeded')) return 'defect';
  if (codes.slice(0, mutationItems).includes('ConditionalCheckFailed')) return 'conflict';
  return 'again';
};

/** What is thrown once a transaction was cancelled as often as it may be. */
const exhausted = (cause: TransactionCanceledException): DependencyUnavailableError => {
  const Unavailable = codesOf(cause).includes('TransactionConflict') ? ContentionError : DependencyUnavailableError;
  return new Unavailable('audit', { cause });
};

/**
 * The audit trail in DynamoDB: conditional puts into an append-only table. A put whose outcome is unknown is not
 * believed, even if its retry shows that it went through: nothing is released then (RELIABILITY.md, row 5).
 */
export class DynamoDbAuditTrail extends AuditTrail {
  readonly #client: DynamoDBClient;
  readonly #tables: AuditTables;
  readonly #marked = new Set<string>();

  constructor(client: DynamoDBClient, tables: AuditTables) {
    super();
    this.#client = client;
    this.#tables = tables;
  }

  protected override async append(events: AuditEvents): Promise<void> {
    await available('audit', async () => {
      await this.#markDays(events);
      const [only, ...more] = events;
      if (more.length > 0) return this.#transactOnce([], events);
      await this.#client.send(new PutItemCommand(this.#put(only)), untilDeadline());
      return undefined;
    });
  }

  protected override async transact(
    mutations: readonly Mutation[],
    events: AuditEvents,
  ): Promise<'committed' | 'conflict'> {
    return available('audit', async () => {
      await this.#markDays(events);
      return this.#transactOnce(mutations.flatMap(transactItemsOf), events);
    });
  }

  #put(event: AuditEvent) {
    return {
      TableName: this.#tables.audit,
      Item: toAuditItem(event),
      ConditionExpression: 'attribute_not_exists(id)',
    };
  }

  /** One transaction under one token, so that repeating it after an unknown outcome cannot double it. */
  async #transactOnce(items: readonly TransactWriteItem[], events: AuditEvents): Promise<'committed' | 'conflict'> {
    const command = new TransactWriteItemsCommand({
      ClientRequestToken: randomUUID(),
      TransactItems: [...items, ...events.map((event) => ({ Put: this.#put(event) }))],
    });
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#client.send(command, untilDeadline());
        return 'committed';
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const verdict = judge(error, items.length);
        if (verdict === 'conflict') return 'conflict';
        if (verdict === 'defect') throw new DefectError('transaction is not valid', { cause: error });
        if (attempt >= ATTEMPTS) throw exhausted(error);
        await sleep(randomInt(BACKOFF_MS * 2 ** attempt));
      }
    }
  }

  /** Writes down that the day has events, before the first event of the day, so that a list can skip empty days. */
  async #markDays(events: AuditEvents): Promise<void> {
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
        TableName: this.#tables.auditDays,
        Item: marshall({ tree, day, expires_at: expires }),
        ConditionExpression: 'attribute_not_exists(tree)',
      };
      await this.#client.send(new PutItemCommand(put), untilDeadline());
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
