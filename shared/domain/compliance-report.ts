import type { AuditEvent } from './audit-event';
import {
  type DailyRollup,
  ROLLUP_DIMENSIONS,
  ROLLUP_PARTS,
  type RollupDimension,
  type RollupPart,
} from './daily-rollup';

export type Outcomes = DailyRollup['outcomes'];

type Outcome = AuditEvent['outcome'];
type Counts = Readonly<Record<string, Readonly<Partial<Record<Outcome, number>>>>>;

/** What several days add up to. A day is the sum of itself, and the sum of sums is the sum of their days. */
export type RollupSum = Pick<DailyRollup, 'outcomes' | 'counts' | 'unreadable' | 'users' | 'patients' | 'incomplete'>;

/** A value of a dimension, and how the events that bear it ended. */
interface Tally extends Outcomes {
  readonly name: string;
}

export interface ReportFigures {
  readonly accesses: {
    readonly by_outcome: Outcomes;
    readonly by_action: readonly Tally[];
    readonly by_purpose: readonly Tally[];
    readonly by_role: readonly Tally[];
    readonly by_operation: readonly Tally[];
  };
  /** Items of the log that are no events of ours: something wrote past the audit trail. */
  readonly unreadable_items: number;
  readonly refusals: readonly Tally[];
  readonly distinct: { readonly patients: number; readonly users: number };
  readonly top_users: readonly { readonly user_id: string; readonly events: number }[];
  readonly decrypts: number;
  /** What people entered of what happened elsewhere, by its action; in no other figure but `by_outcome` and `sources`. */
  readonly manual_entries: readonly Tally[];
  /** Figures that are lower bounds. */
  readonly incomplete: readonly RollupPart[];
  readonly sources: Readonly<Record<AuditEvent['source'], Outcomes>>;
  readonly platform_operators: Outcomes;
  readonly emergency: { readonly accesses: number; readonly reviews_due: number };
}

const OUTCOMES = ['success', 'denied', 'failure'] as const satisfies readonly Outcome[];
const TOP_USERS = 10;

/** Of operations that the API has yet to get: the report counts them from the day that they are there. */
const EMERGENCY_GRANT = 'requestEmergencyAccess';
const EMERGENCY_REVIEW = 'reviewEmergencyAccess';

const outcomesOf = (counted: Readonly<Partial<Record<Outcome, number>>> = {}): Outcomes => ({
  success: counted.success ?? 0,
  denied: counted.denied ?? 0,
  failure: counted.failure ?? 0,
});

const plus = (one: Outcomes, other: Outcomes): Outcomes => ({
  success: one.success + other.success,
  denied: one.denied + other.denied,
  failure: one.failure + other.failure,
});

const sumOfCounts = (several: readonly Counts[]): Counts => {
  const sums = new Map<string, Outcomes>();
  for (const counts of several) {
    for (const [name, counted] of Object.entries(counts)) {
      sums.set(name, plus(outcomesOf(sums.get(name)), outcomesOf(counted)));
    }
  }
  return Object.fromEntries(sums);
};

const sumOfUsers = (several: readonly RollupSum['users'][]): RollupSum['users'] => {
  const sums = new Map<string, number>();
  for (const users of several) {
    for (const [user, events] of Object.entries(users)) sums.set(user, (sums.get(user) ?? 0) + events);
  }
  return Object.fromEntries(sums);
};

const union = (sets: readonly ReadonlySet<string>[]): ReadonlySet<string> => {
  const all = new Set<string>();
  for (const set of sets) for (const member of set) all.add(member);
  return all;
};

const byDimension = <T>(make: (dimension: RollupDimension) => T): Readonly<Record<RollupDimension, T>> =>
  Object.fromEntries(ROLLUP_DIMENSIONS.map((dimension) => [dimension, make(dimension)])) as Record<RollupDimension, T>;

/** Adds days, or sums of days, up: counts are added, users and patients united, so that each counts once. */
export const sumOfRollups = (parts: readonly RollupSum[]): RollupSum => ({
  outcomes: parts.map(({ outcomes }) => outcomes).reduce(plus, outcomesOf()),
  counts: byDimension((dimension) => sumOfCounts(parts.map(({ counts }) => counts[dimension]))),
  unreadable: parts.reduce((sum, { unreadable = 0 }) => sum + unreadable, 0),
  users: sumOfUsers(parts.map(({ users }) => users)),
  patients: union(parts.map(({ patients }) => patients)),
  incomplete: ROLLUP_PARTS.filter((part) => parts.some(({ incomplete }) => incomplete.includes(part))),
});

const total = (outcomes: Outcomes): number => OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome], 0);

/** The greatest first; of equals, by name, so that equal reports read alike. */
const byTotalThenName = <T>(
  rows: readonly T[],
  totalOf: (row: T) => number,
  nameOf: (row: T) => string,
): readonly T[] =>
  [...rows].sort((one, other) => totalOf(other) - totalOf(one) || (nameOf(one) < nameOf(other) ? -1 : 1));

const talliesOf = (counts: Counts): readonly Tally[] =>
  byTotalThenName(
    Object.entries(counts).map(([name, counted]) => ({ name, ...outcomesOf(counted) })),
    total,
    ({ name }) => name,
  );

/** The figures of a report out of the sum of its days. */
export const reportFigures = (sum: RollupSum): ReportFigures => {
  const { outcomes, counts, unreadable = 0, users, patients, incomplete } = sum;
  const of = (dimension: RollupDimension, name: string): Outcomes =>
    outcomesOf(Object.hasOwn(counts[dimension], name) ? counts[dimension][name] : undefined);
  const activity = Object.entries(users).map(([user_id, events]) => ({ user_id, events }));
  return {
    accesses: {
      by_outcome: outcomesOf(outcomes),
      by_action: talliesOf(counts.action),
      by_purpose: talliesOf(counts.purpose),
      by_role: talliesOf(counts.role),
      by_operation: talliesOf(counts.operation),
    },
    unreadable_items: unreadable,
    refusals: talliesOf(counts.reason),
    distinct: { patients: patients.size, users: activity.length },
    top_users: byTotalThenName(
      activity,
      ({ events }) => events,
      ({ user_id }) => user_id,
    ).slice(0, TOP_USERS),
    decrypts: of('operation', 'decryptValue').success,
    manual_entries: talliesOf(counts.manual_action),
    incomplete,
    sources: { system: of('source', 'system'), manual: of('source', 'manual'), aws: of('source', 'aws') },
    platform_operators: of('actor_scope', 'platform'),
    emergency: {
      accesses: of('purpose', 'emergency').success,
      reviews_due: Math.max(0, of('operation', EMERGENCY_GRANT).success - of('operation', EMERGENCY_REVIEW).success),
    },
  };
};
