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
  incomplete: [],
  position: 0,
  ...changes,
});

/** Rollups in memory, for tests of what reads them; it says what it was asked. */
export class FixedRollups implements RollupReader {
  readonly asked: (readonly [tree: string, from: string, to: string])[] = [];
  readonly #rollups: DailyRollup[] = [];
  available = true;
  complete: string | undefined;
  newest = '2026-03-10T11:59:00.000Z';

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
    return Promise.resolve(size === 0 ? { size } : { size, newest_recorded_at: this.newest });
  }

  completeUntil(): Promise<string | undefined> {
    return Promise.resolve(this.complete);
  }
}
