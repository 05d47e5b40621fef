import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  TransactionConflictException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Actor } from '../../domain/actor';
import type { SessionRecord } from '../../domain/session';
import { homeTree } from '../../domain/tenant';
import type { SessionStore } from '../../ports/session-store';
import { untilDeadline } from './deadline';
import { DynamoDbMutation } from './dynamodb-mutation';
import { available } from './unavailable';

/** A session item outlives the longest session, then TTL takes it. */
const KEEP_MS = 48 * 60 * 60 * 1000;

const Instant = z.iso.datetime({ precision: 3 }).optional();
const SessionItem = z.object({ last_used_at: Instant, revoked_at: Instant });
const UserItem = z.object({ revoked_before: Instant });

const date = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

const sessionKey = (actor: Actor): string => `session#${actor.session_id}`;

/** The tree is part of the key, so that an admin reaches users of its own tenant alone (docs/decisions/0009). */
const userKey = (tree: string, userId: string): string => `user#${tree}#${userId}`;

const expiryOf = (at: Date): string => String(Math.floor((at.getTime() + KEEP_MS) / 1000));

/** Nothing to write: the session is revoked or being revoked, or a later use is on file. Parallel calls are ordinary. */
const isOvertaken = (error: unknown): boolean =>
  error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException;

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
        this.#get(sessionKey(actor)),
        this.#get(userKey(homeTree(actor.tenancy), actor.user_id)),
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
        Key: { pk: { S: sessionKey(actor) } },
        UpdateExpression: 'SET last_used_at = :at, user_id = :user, expires_at = :expires',
        // A clock behind another instance's must not take the later use back.
        ConditionExpression:
          'attribute_not_exists(revoked_at) AND (attribute_not_exists(last_used_at) OR last_used_at < :at)',
        ExpressionAttributeValues: {
          ':at': { S: at.toISOString() },
          ':user': { S: actor.user_id },
          ':expires': { N: expiryOf(at) },
        },
      });
      try {
        await this.#client.send(update, untilDeadline());
      } catch (error) {
        if (!isOvertaken(error)) throw error;
      }
    });
  }

  revocation(actor: Actor, at: Date): DynamoDbMutation {
    return this.#update(sessionKey(actor), at, {
      UpdateExpression: 'SET revoked_at = if_not_exists(revoked_at, :at), expires_at = :expires',
    });
  }

  userRevocation(tree: string, userId: string, at: Date): DynamoDbMutation {
    return this.#update(userKey(tree, userId), at, {
      UpdateExpression: 'SET revoked_before = :at, expires_at = :expires',
      ConditionExpression: 'attribute_not_exists(revoked_before) OR revoked_before < :at',
    });
  }

  #update(
    pk: string,
    at: Date,
    expressions: { readonly UpdateExpression: string; readonly ConditionExpression?: string },
  ): DynamoDbMutation {
    const ExpressionAttributeValues = { ':at': { S: at.toISOString() }, ':expires': { N: expiryOf(at) } };
    const Update = { TableName: this.#tableName, Key: { pk: { S: pk } }, ...expressions, ExpressionAttributeValues };
    return new DynamoDbMutation([{ Update }]);
  }

  async #get(pk: string): Promise<Record<string, unknown>> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#tableName, Key: { pk: { S: pk } }, ConsistentRead: true }),
      untilDeadline(),
    );
    return Item === undefined ? {} : unmarshall(Item);
  }
}
