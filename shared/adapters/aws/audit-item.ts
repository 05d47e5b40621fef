import { type AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { decodeTime } from 'ulidx';
import { type AuditEvent, AuditEventSchema } from '../../domain/audit-event';

/**
 * Partitions per tree and day. Two carry 2,000 events a second and tree; more would make every page read more
 * partitions. Changing it needs a reader that knows both numbers.
 */
export const SHARDS = 2;

/** Days beyond retention before DynamoDB's TTL may take an item, so that no seal or review is outrun. */
const RETENTION_MARGIN_DAYS = 90;

export type Item = Record<string, AttributeValue>;

export const dayOf = (timestamp: string): string => timestamp.slice(0, 10);

/** The partition of a tree, day, and shard. */
export const auditPartition = (tree: string, day: string, shard: number): string => `${tree}#${day}#${shard}`;

/** The partition of an index by patient or user, within a tree. */
export const indexPartition = (tree: string, id: string): string => `${tree}#${id}`;

/** The shard follows from the id alone (its last, random character), so that an event can be found by its id. */
const shardOf = (id: string): number => id.charCodeAt(id.length - 1) % SHARDS;

/**
 * The partition of an event by its id: a ULID begins with its time, which is when the event was recorded.
 */
export const partitionOfEvent = (tree: string, id: string): string =>
  auditPartition(tree, dayOf(new Date(decodeTime(id)).toISOString()), shardOf(id));

/** Seconds since the epoch after which TTL may remove the item. */
export const expiresAt = (event: AuditEvent): number => {
  const end = new Date(event.recorded_at);
  end.setUTCFullYear(end.getUTCFullYear() + event.retention_years);
  end.setUTCDate(end.getUTCDate() + RETENTION_MARGIN_DAYS);
  return Math.floor(end.getTime() / 1000);
};

/** The event as an item: itself, its keys, and its expiry. */
export const toAuditItem = (event: AuditEvent): Item =>
  marshall(
    {
      ...event,
      pk: auditPartition(event.covered_entity_id, dayOf(event.recorded_at), shardOf(event.id)),
      user_pk: indexPartition(event.covered_entity_id, event.user_id),
      patient_pk:
        event.patient_id === undefined ? undefined : indexPartition(event.covered_entity_id, event.patient_id),
      expires_at: expiresAt(event),
    },
    { removeUndefinedValues: true },
  );

/** What an item has besides its event. */
const KEY_ATTRIBUTES = new Set(['pk', 'user_pk', 'patient_pk', 'expires_at']);

/** DynamoDB stores numbers that JavaScript cannot: an item with one has no values. */
const valuesOf = (item: Item): readonly (readonly [string, unknown])[] => {
  try {
    return Object.entries(unmarshall(item));
  } catch {
    return [];
  }
};

/**
 * The event of an item, or nothing if it cannot be read. Whatever the audit trail wrote can be; something that came
 * into the table past it must not make the rest of the log unreadable.
 */
export const fromAuditItem = (item: Item): AuditEvent | undefined => {
  const stored = valuesOf(item).filter(([name]) => !KEY_ATTRIBUTES.has(name));
  return AuditEventSchema.safeParse(Object.fromEntries(stored)).data;
};
