import type { AuditEvent } from '../../shared/domain/audit-event';
import { type DailyRollup, ROLLUP_DIMENSIONS, type RollupDimension } from '../../shared/domain/daily-rollup';
import { DependencyUnavailableError } from '../../shared/ports/errors';
import type { RollupReader, SequenceHead } from '../../shared/ports/rollup-reader';
import { ENTITY_A } from './synthetic-parties';

type Counts = Partial<DailyRollup['counts']>;

/** A day's rollup; what is left out is empty. */
export const rollup = (
  day: string,
  { counts, ...changes }: Partial<Omit<DailyRollup, 'counts'>> & { readonly counts?: Counts } = {},
): DailyRollup => ({
  tree: ENTITY_A,
  day,
  outcomes: { success: 0, denied: 0, failure: 0 },
  counts: {
    ...(Object.fromEntries(ROLLUP_DIMENSIONS.map((each) => [each, {}])) as Record<RollupDimension, object>),
    ...counts,
  } as DailyRollup['counts'],
  users: {},
  patients: new Set(),
  position: 0,
  ...changes,
});

/** The rollup of one event. */
const rollupOfEvent = (event: AuditEvent): DailyRollup => {
  const values: Readonly<Record<RollupDimension, readonly (string | undefined)[]>> = {
    action: [event.action],
    purpose: [event.purpose],
    role: event.roles,
    operation: [event.operation],
    reason: [event.reason_code],
    source: [event.source],
    actor_scope: [event.actor_scope],
  };
  const counted = (dimension: RollupDimension) =>
    Object.fromEntries(
      values[dimension].flatMap((value) => (value === undefined ? [] : [[value, { [event.outcome]: 1 }]])),
    );
  return rollup(event.recorded_at.slice(0, 10), {
    tree: event.covered_entity_id,
    outcomes: { success: 0, denied: 0, failure: 0, [event.outcome]: 1 },
    counts: Object.fromEntries(ROLLUP_DIMENSIONS.map((dimension) => [dimension, counted(dimension)])),
    users: { [event.user_id]: 1 },
    patients: new Set(event.patient_id === undefined ? [] : [event.patient_id]),
  });
};

/** Rollups in memory, for tests of what reads them; it says what it was asked. */
export class FixedRollups implements RollupReader {
  readonly asked: (readonly [tree: string, from: string, to: string])[] = [];
  readonly #rollups: DailyRollup[] = [];
  available = true;

  add(...rollups: readonly DailyRollup[]): void {
    this.#rollups.push(...rollups);
  }

  days(tree: string, from: string, to: string): Promise<readonly DailyRollup[]> {
    this.asked.push([tree, from, to]);
    if (!this.available) return Promise.reject(new DependencyUnavailableError('sequence'));
    return Promise.resolve(this.#rollups.filter((each) => each.tree === tree && each.day >= from && each.day <= to));
  }

  head(tree: string): Promise<SequenceHead> {
    const size = this.#rollups.filter((each) => each.tree === tree).length;
    return Promise.resolve(size === 0 ? { size } : { size, newest_recorded_at: '2026-03-10T11:59:00.000Z' });
  }
}
