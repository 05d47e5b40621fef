import { BIOMETRIC_TYPES, type BiometricType } from './biometric-types';
import type { FieldProblem } from './result';

/** By how much a device's clock may run ahead of ours. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;
const EARLIEST = Date.UTC(1900);

/** The sealed fields of a reading: the measurement as JSON, and the device's id where one was named. */
export type ReadingField = 'measurement' | 'device_id';

/** What stands beside a reading's sealed fields in the clear; all of it is bound into their authenticated context. */
export interface ReadingFacts {
  readonly id: string;
  readonly covered_entity_id: string;
  readonly patient_id: string;
  readonly data_type: BiometricType;
  /** When it was measured: RFC 3339, UTC, milliseconds. */
  readonly timestamp: string;
  readonly created_at: string;
}

/** What a reading's fields are bound to besides their place (`docs/ciphertext-format.md`). */
export const readingAttributes = (
  { patient_id, data_type, timestamp, created_at }: ReadingFacts,
  fields: Iterable<ReadingField>,
): Readonly<Record<string, string>> => ({
  patient_id,
  data_type,
  timestamp,
  created_at,
  fields: [...fields].sort().join(','),
});

/** A time with any offset as RFC 3339, UTC, milliseconds; finer digits are cut off. */
export const utcTimestamp = (timestamp: string): string => new Date(timestamp).toISOString();

/** A time of measurement that lies in the future, but for clock skew, or before 1900. */
export const timestampProblems = (timestamp: string, now: Date): readonly FieldProblem[] => {
  const measured = Date.parse(timestamp);
  if (measured > now.getTime() + CLOCK_SKEW_MS) return [{ path: 'timestamp', code: 'in-the-future' }];
  return measured < EARLIEST ? [{ path: 'timestamp', code: 'out-of-range' }] : [];
};

/** A reading's place in a list of all types: by time, then type, then id. */
export interface ReadingPosition {
  readonly timestamp: string;
  readonly data_type: BiometricType;
  readonly id: string;
}

const SEPARATOR = '#';

/** A position as text that sorts as the list does, oldest first. */
export const formatPosition = ({ timestamp, data_type, id }: ReadingPosition): string =>
  [timestamp, data_type, id].join(SEPARATOR);

/** Whether a text names a type of reading. */
const isBiometricType = (name: string): name is BiometricType => (BIOMETRIC_TYPES as readonly string[]).includes(name);

/** Reads what `formatPosition` wrote, or nothing. */
export const parsePosition = (text: string): ReadingPosition | undefined => {
  const [timestamp, data_type, id] = text.split(SEPARATOR);
  return timestamp === undefined || id === undefined || data_type === undefined || !isBiometricType(data_type)
    ? undefined
    : { timestamp, data_type, id };
};

/** Newest first. */
export const newestFirst = (one: ReadingPosition, other: ReadingPosition): number =>
  formatPosition(one) < formatPosition(other) ? 1 : -1;
