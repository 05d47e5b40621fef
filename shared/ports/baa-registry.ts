import type { Baa, BaaClosure } from '../domain/baa';
import type { AlertDays } from '../domain/baa-expiry';
import type { Mutation } from './audit-trail';

/** Which agreement is meant. */
export type BaaKey = Pick<Baa, 'covered_entity_id' | 'id'>;

/** Days of expiry, both included, as UTC calendar days. */
export interface ExpiryRange {
  readonly first: string;
  readonly last: string;
}

export interface BaaSlice {
  /** In no order; few or none where a slice read much that did not match. */
  readonly agreements: readonly Baa[];
  /** Items that are no agreements of ours. */
  readonly unreadable: number;
  /** Where to go on; absent at the end. */
  readonly next?: string;
}

/** All agreements of a covered entity, and how many were ever put on file: what a decision upon all of them rests on. */
export interface AgreementsOnFile {
  readonly covered_entity_id: string;
  readonly agreements: readonly Baa[];
  readonly creations: number;
}

/** Business associate agreements on file. */
export interface BaaRegistry {
  /** All agreements of a covered entity, read consistently and never cached. @throws DependencyUnavailableError */
  agreementsOf(coveredEntityId: string): Promise<readonly Baa[]>;
  /**
   * The same, for a decision that must not miss one: `noneSince` lets it take effect only while it still holds.
   * @throws DependencyUnavailableError also where some of them cannot be seen
   */
  onFile(coveredEntityId: string): Promise<AgreementsOnFile>;
  /** Changes nothing; conflicts if an agreement of the entity came on file since. */
  noneSince(read: AgreementsOnFile): Mutation;
  /** One agreement of a covered entity, read consistently. @throws DependencyUnavailableError */
  find(coveredEntityId: string, id: string): Promise<Baa | undefined>;
  /** Puts a new agreement on file; its id must be new. */
  creation(baa: Baa): Mutation;
  /** Ends an agreement that is on file and was not deactivated. */
  deactivation(baa: BaaKey, at: Date): Mutation;
  /** Records return or destruction under an agreement that is on file and was not closed. */
  closure(baa: BaaKey, closure: BaaClosure, at: Date): Mutation;
  /** Marks an alert of an agreement that was not deactivated, and for which neither it nor a nearer one was marked. */
  alert(baa: BaaKey, days: AlertDays): Mutation;
  /**
   * A slice of all covered entities' agreements that were not deactivated and expire within the range. It reads the whole
   * registry bit by bit, about 1 MB a slice: for a worker, never for a request.
   * @throws DependencyUnavailableError
   */
  expiring(range: ExpiryRange, from?: string): Promise<BaaSlice>;
}
