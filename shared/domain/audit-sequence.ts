import type { AuditEvent } from './audit-event';

/** One item of the audit table, as the sequence takes it up: what can be read, and what cannot, never nothing. */
export interface SequenceEntry {
  readonly tree: string;
  /** UTC day under which it counts: of `recorded_at`, as its partition says. */
  readonly day: string;
  /** Names the item in the sequence, once and for ever: the event's id, or a hash of the item's keys. */
  readonly key: string;
  /** The item's own keys, by which the sealer finds it. */
  readonly partition: string;
  readonly id: string;
  /** Absent: the item is no event as the audit trail writes them. It has its place all the same. */
  readonly event?: AuditEvent;
  /** Seconds since the epoch after which the audit table may drop the item; absent: never. */
  readonly expires_at?: number;
}

/** What happened to one item of the audit table. */
export interface AuditChange {
  /** The record's place in the stream. */
  readonly sequence_number: string;
  readonly change: 'inserted' | 'modified' | 'removed';
  /** DynamoDB's TTL did it. */
  readonly by_ttl: boolean;
  /** The item: after an insertion, else before the change. */
  readonly entry: SequenceEntry;
}

/** When the retention of an event ends, which nothing but TTL may end (45 CFR 164.316(b)(2)(i)). */
const retentionEnd = ({ recorded_at, retention_years }: AuditEvent): Date => {
  const end = new Date(recorded_at);
  end.setUTCFullYear(end.getUTCFullYear() + retention_years);
  return end;
};

/**
 * Whether a change is one that the append-only table should not have seen (45 CFR 164.312(c)(1)): any modification, and
 * any removal but TTL's after the event's retention. What cannot be read has no known retention: its removal counts.
 */
export const isTampering = ({ change, by_ttl, entry }: AuditChange, now: Date): boolean => {
  if (change === 'inserted') return false;
  const mayExpire = change === 'removed' && by_ttl && entry.event !== undefined;
  return !(mayExpire && now >= retentionEnd(entry.event));
};
