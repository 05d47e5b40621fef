import type { SealedRecord } from '../crypto/record-envelope';
import type { ReadingFacts, ReadingField, ReadingPosition } from '../domain/biometric-reading';
import type { BiometricType } from '../domain/biometric-types';
import type { Mutation } from './audit-trail';

/** A reading as stored: facts in the clear, measurement and device sealed under one header. */
export interface StoredReading extends ReadingFacts {
  readonly sealed: SealedRecord<ReadingField>;
}

/** The readings of one patient that a list asks for. */
export interface ReadingsQuestion {
  readonly covered_entity_id: string;
  readonly patient_id: string;
  readonly data_types: readonly BiometricType[];
  /** First and last instant, both within: RFC 3339, UTC, milliseconds. */
  readonly from?: string;
  readonly to?: string;
  /** The reading below which to go on. */
  readonly before?: ReadingPosition;
  readonly limit: number;
}

export interface ReadingsPage {
  /** Newest first. */
  readonly readings: readonly StoredReading[];
  /** The last reading's place; absent at the end of the list. */
  readonly next?: ReadingPosition;
}

/** Where one reading lies. */
export type ReadingKey = Omit<ReadingFacts, 'created_at'>;

/** Readings of patients. Every read is within one covered entity and one patient. */
export interface BiometricStore {
  /** A consistent read. @throws StoredRecordError @throws DependencyUnavailableError */
  find(key: ReadingKey): Promise<StoredReading | undefined>;

  /**
   * A page, read consistently and in one round trip: at most two items more than its limit of each type.
   * @throws StoredRecordError @throws DependencyUnavailableError
   */
  page(question: ReadingsQuestion): Promise<ReadingsPage>;

  /** A new reading; in conflict if there is one of the same id, type, and time. */
  creation(reading: StoredReading): Mutation;

  /** A reading sealed anew; in conflict unless `before` is what is stored. */
  replacement(before: StoredReading, after: StoredReading): Mutation;
}
