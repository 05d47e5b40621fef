import fc from 'fast-check';
import type { AuditEvent } from '../../shared/domain/audit-event';
import type { AuditChange } from '../../shared/domain/audit-sequence';
import type { DailyRollup } from '../../shared/domain/daily-rollup';
import { toAuditItem } from '../../shared/adapters/aws/audit-item';
import { sequenceEntry } from '../../shared/adapters/aws/sequence-entry';
import { eventAt } from './audit-events';
import { NOON } from './movable-clock';

const MINUTE_MS = 60_000;

/** Events of three days of one tree: outcomes, users, patients, purposes, reasons, and sources of all kinds. */
export const eventsOf = (tree: string, choices: readonly number[]): readonly AuditEvent[] =>
  choices.map((choice, index) => {
    const outcome = (['success', 'denied', 'failure'] as const)[choice % 3] ?? 'success';
    return eventAt(tree, new Date(NOON.getTime() + ((choice * 7 + index) % 4320) * MINUTE_MS), {
      outcome,
      user_id: `user-${choice % 5}`,
      patient_id: choice % 4 === 0 ? undefined : `33cc44dd-55ee-4f66-8a77-${String(choice % 97).padStart(12, '0')}`,
      roles: choice % 7 === 0 ? [] : ['admin', 'auditor'].slice(0, 1 + (choice % 2)),
      ...(outcome === 'success' ? {} : { reason_code: `reason-${choice % 3}` }),
      purpose: choice % 2 === 0 ? 'treatment' : undefined,
      source: choice % 11 === 0 ? 'manual' : choice % 13 === 0 ? 'aws' : 'system',
      ...(choice % 17 === 0 ? { user_id: 'system', actor_scope: 'system' as const } : {}),
    });
  });

/** The events as insertions of a stream. */
export const insertions = (events: readonly AuditEvent[]): readonly AuditChange[] =>
  events.map((event, index) => ({
    sequence_number: String(index + 1),
    change: 'inserted',
    by_ttl: false,
    entry: sequenceEntry(toAuditItem(event), NOON),
  }));

/** How a stream may deliver `size` records: some twice, in any order, cut anywhere, some batches side by side. */
export const deliveries = (size: number): fc.Arbitrary<readonly (readonly (readonly number[])[])[]> =>
  fc
    .tuple(
      fc.array(fc.nat(size - 1), { maxLength: size }),
      fc.nat(),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
    )
    .map(([again, seed, cuts, parallel]) => {
      const order = shuffled([...Array.from({ length: size }, (_, index) => index), ...again], seed);
      const batches: (readonly number[])[] = [];
      for (let at = 0; at < order.length;) {
        const length = cuts[batches.length % cuts.length] ?? 1;
        batches.push(order.slice(at, at + length));
        at += length;
      }
      return Array.from({ length: Math.ceil(batches.length / parallel) }, (_, round) =>
        batches.slice(round * parallel, (round + 1) * parallel),
      );
    });

const shuffled = (values: readonly number[], seed: number): readonly number[] => {
  const mixed = [...values];
  let state = seed + 1;
  for (let index = mixed.length - 1; index > 0; index -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = state % (index + 1);
    [mixed[index], mixed[other]] = [mixed[other] ?? 0, mixed[index] ?? 0];
  }
  return mixed;
};

/** Rollups without their positions, which a recount does not know. */
export const sums = (rollups: readonly DailyRollup[]): readonly Omit<DailyRollup, 'position'>[] =>
  rollups.map(({ tree, day, outcomes, counts, unreadable, users, patients, incomplete }) => ({
    tree,
    day,
    outcomes,
    counts,
    unreadable,
    users,
    patients,
    incomplete,
  }));
