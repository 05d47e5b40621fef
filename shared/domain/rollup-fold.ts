import type { SequenceEntry } from './audit-sequence';
import type { AuditEvent } from './audit-event';
import { type DailyRollup, ROLLUP_DIMENSIONS, type RollupDimension, type RollupPart } from './daily-rollup';

/** What some entries add to one day of their tree. Deltas add up: counters by sums, patients by union. */
export interface RollupDelta {
  readonly day: string;
  /** By name: `outcome:<outcome>`, `<dimension>:<value>:<outcome>`, and `unreadable`. */
  readonly counters: ReadonlyMap<string, number>;
  /** Events by user. */
  readonly users: ReadonlyMap<string, number>;
  /** In lower case. */
  readonly patients: ReadonlySet<string>;
}

const UNREADABLE = 'unreadable';
const OUTCOMES: readonly AuditEvent['outcome'][] = ['success', 'denied', 'failure'];
/** Roles of one event that are counted; users hold six at most, and one forged event must not fill a day. */
const MAX_ROLES = 16;

const valuesOf = (event: AuditEvent): Readonly<Record<RollupDimension, readonly string[]>> => {
  const present = (value: string | undefined) => (value === undefined ? [] : [value]);
  const origin = { source: [event.source], actor_scope: [event.actor_scope] };
  if (event.source === 'manual') {
    return { ...origin, action: [], purpose: [], role: [], operation: [], reason: [], manual_action: [event.action] };
  }
  // What AWS's own logs tell counts apart too where emergencies are counted: those are the system's.
  const ours = event.source === 'system';
  return {
    ...origin,
    action: [event.action],
    purpose: ours ? present(event.purpose) : [],
    role: [...new Set(event.roles)].slice(0, MAX_ROLES),
    operation: ours ? [event.operation] : [],
    reason: present(event.reason_code),
    manual_action: [],
  };
};

/** The user whose event an entry is; what the system does by itself is nobody's. */
export const userOf = ({ event }: SequenceEntry): string | undefined =>
  event === undefined || event.actor_scope === 'system' ? undefined : event.user_id;

/** The patient whose PHI was accessed, in lower case: a refusal, or what somebody reports, may name anybody. */
export const patientOf = ({ event }: SequenceEntry): string | undefined =>
  event?.outcome === 'success' && event.source !== 'manual' ? event.patient_id?.toLowerCase() : undefined;

/** The names of the counters that an entry raises by one. */
export const counterNames = ({ event }: SequenceEntry): readonly string[] => {
  if (event === undefined) return [UNREADABLE];
  const values = valuesOf(event);
  return [
    `outcome:${event.outcome}`,
    ...ROLLUP_DIMENSIONS.flatMap((dimension) =>
      values[dimension].map((value) => `${dimension}:${value}:${event.outcome}`),
    ),
  ];
};

const raise = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

interface MutableSums {
  readonly counters: Map<string, number>;
  readonly users: Map<string, number>;
  readonly patients: Set<string>;
}

const noSums = (): MutableSums => ({ counters: new Map(), users: new Map(), patients: new Set() });

/** What entries of one tree add up to, by day. An entry that is not readable counts as such and in nothing else. */
export const foldByDay = (entries: readonly SequenceEntry[]): readonly RollupDelta[] => {
  const days = new Map<string, MutableSums>();
  for (const entry of entries) {
    const day = days.get(entry.day) ?? noSums();
    days.set(entry.day, day);
    for (const name of counterNames(entry)) raise(day.counters, name);
    const [user, patient] = [userOf(entry), patientOf(entry)];
    if (user !== undefined) raise(day.users, user);
    if (patient !== undefined) day.patients.add(patient);
  }
  return [...days].map(([day, delta]) => ({ day, ...delta }));
};

type Counts = DailyRollup['counts'];

/** Splits `<dimension>:<value>:<outcome>`; a value may hold colons. */
const parseName = (name: string): readonly [string, string, string] => {
  const [first, last] = [name.indexOf(':'), name.lastIndexOf(':')];
  return [name.slice(0, first), name.slice(first + 1, last), name.slice(last + 1)];
};

const countsOf = (counters: ReadonlyMap<string, number>): Counts => {
  const counts = Object.fromEntries(ROLLUP_DIMENSIONS.map((dimension) => [dimension, Object.create(null)])) as Record<
    RollupDimension,
    Record<string, Partial<Record<AuditEvent['outcome'], number>>>
  >;
  for (const [name, count] of counters) {
    const [dimension, value, outcome] = parseName(name);
    const [known, ended] = [
      ROLLUP_DIMENSIONS.find((each) => each === dimension),
      OUTCOMES.find((each) => each === outcome),
    ];
    if (known !== undefined && ended !== undefined) {
      counts[known][value] = { ...counts[known][value], [ended]: count };
    }
  }
  return counts;
};

/** A day's rollup out of its stored sums. */
export const dailyRollup = (
  tree: string,
  sums: RollupDelta,
  position: number,
  incomplete: readonly RollupPart[] = [],
): DailyRollup => {
  const count = (name: string): number => sums.counters.get(name) ?? 0;
  return {
    tree,
    day: sums.day,
    outcomes: {
      success: count('outcome:success'),
      denied: count('outcome:denied'),
      failure: count('outcome:failure'),
    },
    counts: countsOf(sums.counters),
    unreadable: count(UNREADABLE),
    users: Object.fromEntries(sums.users),
    patients: sums.patients,
    incomplete,
    position,
  };
};
