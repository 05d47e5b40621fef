import type { SealedRecord } from '../crypto/record-envelope';
import type { PatientFacts, PatientSummary } from '../domain/patient';
import type { PatientField } from '../domain/patient-fields';
import type { Mutation } from './audit-trail';
import type { PatientIdPage } from './care-teams';

/** A patient as stored: facts in the clear, PHI sealed field by field under one header. */
export interface StoredPatient extends PatientFacts {
  readonly sealed: SealedRecord<PatientField>;
  /** Entries of the blind index that lead to this patient: opaque, each a partition key without its tenant. */
  readonly index: readonly string[];
}

export interface SummaryPage {
  readonly patients: readonly PatientSummary[];
  /** The id below which the list goes on; absent at its end. */
  readonly next?: string;
}

/** Whole records by id; of one that cannot even be read, its id. */
export interface PatientPage {
  readonly patients: readonly StoredPatient[];
  readonly unreadable: readonly string[];
  /** The id after which the records go on; absent at their end. */
  readonly next?: string;
}

/** Patients of covered entities. Every read is within one entity; another entity's patient is not there. */
export interface PatientStore {
  /** A consistent read of the whole record. @throws DependencyUnavailableError */
  find(coveredEntityId: string, id: string): Promise<StoredPatient | undefined>;

  /** Records by their ids, at most 100, in no order; those that are not there are left out. @throws DependencyUnavailableError */
  findAll(coveredEntityId: string, ids: readonly string[]): Promise<readonly StoredPatient[]>;

  /** Public views, by id, from the id after `after`. @throws DependencyUnavailableError */
  summaries(coveredEntityId: string, after: string | undefined, limit: number): Promise<SummaryPage>;

  /** Whole records, by id, from the id after `after`; a consistent read. @throws DependencyUnavailableError */
  page(coveredEntityId: string, after: string | undefined, limit: number): Promise<PatientPage>;

  /** Public views by their ids, at most 100, in the order of the ids. @throws DependencyUnavailableError */
  summariesOf(coveredEntityId: string, ids: readonly string[]): Promise<readonly PatientSummary[]>;

  /**
   * The patients to whom an entry of the blind index leads, by id, from the id after `after`; a consistent read.
   * @throws DependencyUnavailableError
   */
  indexed(coveredEntityId: string, entry: string, after: string | undefined, limit: number): Promise<PatientIdPage>;

  /** A new patient with its index entries; in conflict if the id is taken. */
  creation(patient: StoredPatient): Mutation;

  /** A patient's next state, index entries that fell away removed; in conflict if another write came between. */
  replacement(before: StoredPatient, after: StoredPatient): Mutation;
}
