import fc from 'fast-check';
import { reportFigures, type RollupSum, sumOfRollups } from '../../../shared/domain/compliance-report';
import {
  type DailyRollup,
  ROLLUP_DIMENSIONS,
  ROLLUP_PARTS,
  type RollupDimension,
} from '../../../shared/domain/daily-rollup';
import { rollup } from '../../support/daily-rollups';

const outcomes = fc.record({ success: fc.nat(99), denied: fc.nat(99), failure: fc.nat(99) });
const names = fc.constantFrom('READ', 'treatment', 'manual', 'platform', 'decryptValue', '__proto__', 'constructor');
const counts = fc
  .tuple(
    ...ROLLUP_DIMENSIONS.map(() => fc.array(fc.tuple(names, fc.oneof(outcomes, fc.record({ denied: fc.nat(9) }))))),
  )
  .map((dimensions) =>
    Object.fromEntries(ROLLUP_DIMENSIONS.map((name, index) => [name, Object.fromEntries(dimensions[index] ?? [])])),
  ) as fc.Arbitrary<DailyRollup['counts']>;
const few = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l');

const days: fc.Arbitrary<readonly DailyRollup[]> = fc.array(
  fc.record({
    tree: fc.constant('tree'),
    day: fc.constant('2026-03-10'),
    outcomes,
    counts,
    unreadable: fc.option(fc.nat(3), { nil: undefined }),
    users: fc.array(fc.tuple(few, fc.nat(50))).map((pairs) => Object.fromEntries(pairs)),
    patients: fc.array(few).map((ids) => new Set(ids)),
    incomplete: fc.subarray([...ROLLUP_PARTS]),
    position: fc.nat(),
  }),
  { maxLength: 12 },
);

/** A list cut into pieces, some of them empty. */
const split = <T>(list: readonly T[], cuts: readonly number[]): readonly (readonly T[])[] => {
  const edges = [0, ...cuts.map((cut) => cut % (list.length + 1)).sort((a, b) => a - b), list.length];
  return edges.slice(1).map((edge, index) => list.slice(edges[index], edge));
};

const figuresOf = (parts: readonly RollupSum[]) => reportFigures(sumOfRollups(parts));

describe('164.308(a)(1)(ii)(D) the sum of days', () => {
  it('is the same however the days are grouped, and in whatever order', () => {
    fc.assert(
      fc.property(days, fc.array(fc.nat(), { maxLength: 4 }), (rollups, cuts) => {
        const expected = figuresOf(rollups);
        expect(figuresOf(split(rollups, cuts).map((group) => sumOfRollups(group)))).toEqual(expected);
        expect(figuresOf([...rollups].reverse())).toEqual(expected);
      }),
    );
  });

  it('counts what a recount of all days counts, name by name', () => {
    fc.assert(
      fc.property(days, fc.constantFrom(...ROLLUP_DIMENSIONS), (rollups, dimension: RollupDimension) => {
        const recount = new Map<string, number>();
        for (const day of rollups) {
          for (const [name, ended] of Object.entries(day.counts[dimension])) {
            recount.set(name, (recount.get(name) ?? 0) + (ended.denied ?? 0));
          }
        }
        const summed = Object.entries(sumOfRollups(rollups).counts[dimension]).map(
          ([name, ended]) => [name, ended.denied] as const,
        );
        expect(new Map(summed)).toEqual(recount);
      }),
    );
  });

  it('counts a patient and a user once, on however many days they come', () => {
    fc.assert(
      fc.property(days, (rollups) => {
        const { distinct } = figuresOf(rollups);
        expect(distinct.patients).toBe(new Set(rollups.flatMap(({ patients }) => [...patients])).size);
        expect(distinct.users).toBe(new Set(rollups.flatMap(({ users }) => Object.keys(users))).size);
      }),
    );
  });

  it('changes no day that it adds', () => {
    const day = rollup('2026-03-10', { users: { a: 1 }, patients: new Set(['p']) });
    const other = rollup('2026-03-11', { users: { a: 2 }, patients: new Set(['q']) });
    sumOfRollups([day, other]);
    expect([day.users, [...day.patients]]).toEqual([{ a: 1 }, ['p']]);
  });
});

describe('the figures of a report', () => {
  it('are zeros and empty lists for a period without events', () => {
    const none = { success: 0, denied: 0, failure: 0 };
    expect(figuresOf([])).toEqual({
      accesses: { by_outcome: none, by_action: [], by_purpose: [], by_role: [], by_operation: [] },
      unreadable_items: 0,
      refusals: [],
      distinct: { patients: 0, users: 0 },
      top_users: [],
      decrypts: 0,
      manual_entries: [],
      incomplete: [],
      sources: { system: none, manual: none, aws: none },
      platform_operators: none,
      emergency: { accesses: 0, reviews_due: 0 },
    });
  });

  it('name the ten users with the most events, equals by their ids', () => {
    const users = Object.fromEntries(Array.from('mlkjihgfedcba').map((user) => [user, user === 'm' ? 9 : 5]));
    const { top_users, distinct } = figuresOf([rollup('2026-03-10', { users })]);
    expect(top_users.map(({ user_id }) => user_id).join('')).toBe('mabcdefghi');
    expect(distinct.users).toBe(13);
  });

  it('keep manual entries apart, and count decryptions that succeeded alone', () => {
    const counted = {
      source: { manual: { success: 3 }, system: { success: 4, denied: 1 } },
      operation: { decryptValue: { success: 4, denied: 7, failure: 8 } },
      actor_scope: { platform: { success: 2, denied: 1 }, tenant: { success: 9 } },
    };
    const figures = figuresOf([rollup('2026-03-10', { counts: counted })]);
    expect(figures.sources.manual).toEqual({ success: 3, denied: 0, failure: 0 });
    expect(figures.sources.system).toEqual({ success: 4, denied: 1, failure: 0 });
    expect(figures.platform_operators).toEqual({ success: 2, denied: 1, failure: 0 });
    expect(figures.decrypts).toBe(4);
  });

  it('164.312(a)(2)(ii): reviews due are grants less reviews, never below zero', () => {
    const days: DailyRollup['counts']['operation'][] = [
      { requestEmergencyAccess: { success: 3, denied: 9 } },
      { reviewEmergencyAccess: { success: 4 } },
    ];
    const [grants, all] = [days.slice(0, 1), days].map((some) =>
      figuresOf(some.map((operation) => rollup('2026-03-10', { counts: { operation } }))),
    );
    expect([grants?.emergency.reviews_due, all?.emergency.reviews_due]).toEqual([3, 0]);
  });

  it('say which of them are lower bounds, in whatever day', () => {
    const days = [rollup('2026-03-10', { incomplete: ['users'] }), rollup('2026-03-11', { incomplete: ['patients'] })];
    expect(figuresOf(days).incomplete).toEqual(['patients', 'users']);
  });

  it('put the greatest first, and equals by name', () => {
    const action = { WRITE: { denied: 2 }, READ: { success: 1, failure: 1 }, DELETE: { success: 3 } };
    const { by_action } = figuresOf([rollup('2026-03-10', { counts: { action } })]).accesses;
    expect(by_action.map(({ name }) => name)).toEqual(['DELETE', 'READ', 'WRITE']);
  });
});
