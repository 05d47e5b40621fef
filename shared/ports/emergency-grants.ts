import type { JustificationField, ReviewNoteField } from '../crypto/emergency-envelope';
import type { SealedRecord } from '../crypto/record-envelope';
import type { EmergencyGrant, GrantReview, GrantTerms } from '../domain/emergency-grant';
import type { Mutation } from './audit-trail';

/** A grant as stored: its terms and its review in the clear, what people wrote sealed. */
export interface StoredGrant extends EmergencyGrant {
  readonly justification: SealedRecord<JustificationField>;
  readonly note?: SealedRecord<ReviewNoteField>;
}

export interface GrantPage {
  /** Newest first. */
  readonly grants: readonly StoredGrant[];
  /** The id below which the list goes on; absent at its end. */
  readonly next?: string;
}

/** Which grant is meant. */
export type GrantKey = Pick<GrantTerms, 'covered_entity_id' | 'id'>;

/** Emergency grants of covered entities. Reads of the escalation and of the platform apart, each is within one entity. */
export interface EmergencyGrants {
  /** A consistent read. @throws DependencyUnavailableError */
  find(coveredEntityId: string, id: string): Promise<StoredGrant | undefined>;

  /**
   * The newest grant that opens a patient's record to a user now; a consistent read, never cached: a verdict holds from
   * the next call. @throws DependencyUnavailableError
   */
  openFor(
    at: Pick<GrantTerms, 'covered_entity_id' | 'patient_id' | 'user_id'>,
    now: Date,
  ): Promise<EmergencyGrant | undefined>;

  /** How many of a clinician's reviews are overdue, a hundred at most; eventually consistent. @throws DependencyUnavailableError */
  overdueOf(coveredEntityId: string, userId: string, now: Date): Promise<number>;

  /** Grants below an id, newest first; a consistent read. @throws DependencyUnavailableError */
  page(coveredEntityId: string, before: string | undefined, limit: number): Promise<GrantPage>;

  /** Grants of all entities whose review is overdue and was not escalated yet; eventually consistent. @throws DependencyUnavailableError */
  toEscalate(now: Date, limit: number): Promise<readonly EmergencyGrant[]>;

  /**
   * Grants of all entities without a verdict, and whether there are more than so many; eventually consistent. For a
   * view of the platform, never for a request. @throws DependencyUnavailableError
   */
  pending(most: number): Promise<{ readonly grants: readonly EmergencyGrant[]; readonly more: boolean }>;

  /** A new grant; its id must be new. */
  creation(grant: StoredGrant): Mutation;

  /** A verdict; in conflict if there is one. */
  review(key: GrantKey, review: GrantReview, note: SealedRecord<ReviewNoteField> | undefined): Mutation;

  /** Puts texts sealed anew in the old ones' place; in conflict if others stand there meanwhile. */
  replacement(before: StoredGrant, after: StoredGrant): Mutation;

  /** Marks an overdue review as escalated; in conflict if it is, or was reviewed. */
  escalation(key: GrantKey, at: Date): Mutation;
}
