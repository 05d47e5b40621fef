import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Actor } from '../../domain/actor';
import type { SessionRecord } from '../../domain/session';
import type { SessionStore } from '../../ports/session-store';
import { untilDeadline } from './deadline';
import { available } from './unavailable';

/** A session item outlives the longest session, then TTL takes it. */
const KEEP_MS = 48 * 60 * 60 * 1000;

const Instant = z.iso.datetime({ precision: 3 }).optional();
const SessionItem = z.object({ last_used_at: Instant, revoked_at: Instant });
const UserItem = z.object({ revoked_before: Instant });

const date = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

/** Sessions in DynamoDB: an item per sign-in, and one per user whose sign-ins an admin ended. */
export class DynamoDbSessionStore implements SessionStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async read(actor: Actor): Promise<SessionRecord> {
    return available('sessions', async () => {
      const [session, user] = await Promise.all([
        this.#get(`session#${actor.session_id}`),
        this.#get(`user#${actor.user_id}`),
      ]);
      const { last_used_at, revoked_at } = SessionItem.parse(session);
      const { revoked_before } = UserItem.parse(user);
      return {
        last_used_at: date(last_used_at),
        revoked_at: date(revoked_at),
        user_revoked_before: date(revoked_before),
      };
    });
  }

  async touch(actor: Actor, at: Date): Promise<void> {
    await available('sessions', async () => {
      const update = new UpdateItemCommand({
        TableName: this.#tableName,
        Key: { pk: { S: `session#${actor.session_id}` } },
        UpdateExpression: 'SET last_used_at = :at, user_id = :user, expires_at = :expires',
        // A clock behind another instance's must not take the later use back.
        ConditionExpression:
          'attribute_not_exists(revoked_at) AND (attribute_not_exists(last_used_at) OR last_used_at < :at)',
        ExpressionAttributeValues: {
          ':at': { S: at.toISOString() },
          ':user': { S: actor.user_id },
          ':expires': { N: String(Math.floor((at.getTime() + KEEP_MS) / 1000)) },
        },
      });
      try {
        await this.#client.send(update, untilDeadline());
      } catch (error) {
        // Revoked, or a later use is on file: parallel calls are ordinary, and there is nothing to write.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    });
  }

  async #get(pk: string): Promise<Record<string, unknown>> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#tableName, Key: { pk: { S: pk } }, ConsistentRead: true }),
      untilDeadline(),
    );
    return Item === undefined ? {} : unmarshall(Item);
  }
}
