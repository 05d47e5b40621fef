import type { AuditEvent } from './audit-event';

/**
 * What events are counted by. A count's name is `<dimension>:<value>:<outcome>`, such as `action:READ:denied`. A manual
 * entry is what somebody says of elsewhere: it counts by its source, by who wrote it, and under `manual_action` alone.
 */
export const ROLLUP_DIMENSIONS = [
  'action',
  'purpose',
  'role',
  'operation',
  'reason',
  'source',
  'actor_scope',
  'manual_action',
] as const;

export type RollupDimension = (typeof ROLLUP_DIMENSIONS)[number];

/** Parts of a day's rollup, in the order in which they are given up when one has no room left. */
export const ROLLUP_PARTS = ['patients', 'users', 'counters'] as const;

export type RollupPart = (typeof ROLLUP_PARTS)[number];

/**
 * What the events of one tree and one UTC day (of `recorded_at`) add up to, each event once: the report's source, so
 * that a report costs reads by the day and not by the event.
 */
export interface DailyRollup {
  readonly tree: string;
  readonly day: string;
  /** Events of the day, by how they ended. */
  readonly outcomes: Readonly<Record<AuditEvent['outcome'], number>>;
  readonly counts: Readonly<
    Record<RollupDimension, Readonly<Record<string, Readonly<Partial<Record<AuditEvent['outcome'], number>>>>>>
  >;
  /** Items of the day that are no events as the audit trail writes them; they count nowhere else. */
  readonly unreadable?: number;
  /** Events of each user; the system itself is none. */
  readonly users: Readonly<Record<string, number>>;
  /** Patients whom events of successful accesses name, each once. */
  readonly patients: ReadonlySet<string>;
  /** Parts that had no room for all: what they say is a lower bound. */
  readonly incomplete: readonly RollupPart[];
  /** How much of the tree's sequence was folded when this was last written: the position of the last event. */
  readonly position: number;
}
