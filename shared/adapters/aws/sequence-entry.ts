import { createHash } from 'node:crypto';
import { decodeTime } from 'ulidx';
import * as z from 'zod';
import { type AuditEvent, PLATFORM_TREE } from '../../domain/audit-event';
import type { SequenceEntry } from '../../domain/audit-sequence';
import { dayOf, expiresAt, fromAuditItem, type Item, toAuditItem } from './audit-item';

/** `<tree>#<day>#<shard>`, as the audit trail writes it. */
const PARTITION = /^(?<tree>[0-9a-f-]{36}|platform)#(?<day>\d{4}-\d{2}-\d{2})#\d$/;
const Uuid = z.uuid();
const Day = z.iso.date();

/** The tree and day of a partition; what stands elsewhere counts for the platform, on the day it came. */
const placeOf = (partition: string, cameAt: Date): Pick<SequenceEntry, 'tree' | 'day'> => {
  const { tree = '', day = '' } = PARTITION.exec(partition)?.groups ?? {};
  const isTree = tree === PLATFORM_TREE || Uuid.safeParse(tree).success;
  if (isTree && Day.safeParse(day).success) return { tree, day };
  return { tree: PLATFORM_TREE, day: dayOf(cameAt.toISOString()) };
};

/** An event in the one partition and under the one id where the audit trail puts it. */
const isInPlace = (event: AuditEvent, partition: string): boolean => toAuditItem(event).pk?.S === partition;

/**
 * The position's key. An event whose id and `recorded_at` are of one day can lie in one place only, so its id names it.
 * Whatever else came into the table is named by a hash of its keys: it cannot take the place of an event.
 */
const keyOf = (event: AuditEvent | undefined, partition: string, id: string): string => {
  if (event !== undefined && dayOf(new Date(decodeTime(event.id)).toISOString()) === dayOf(event.recorded_at)) {
    return event.id;
  }
  return createHash('sha256')
    .update(JSON.stringify([partition, id]))
    .digest('hex');
};

/**
 * An item of the audit table as the sequence takes it up.
 * @param cameAt when it came into the table, for an item that does not say.
 */
export const sequenceEntry = (item: Item, cameAt: Date): SequenceEntry => {
  const [partition, id] = [item.pk?.S ?? '', item.id?.S ?? ''];
  const parsed = fromAuditItem(item);
  const event = parsed !== undefined && isInPlace(parsed, partition) ? parsed : undefined;
  return {
    ...placeOf(partition, cameAt),
    key: keyOf(event, partition, id),
    partition,
    id,
    ...(event === undefined ? {} : { event, expires_at: expiresAt(event) }),
  };
};
