import type { SealedDisclosure } from '../crypto/disclosure-envelope';
import type { Mutation } from './audit-trail';

/** Records by id; of one that cannot even be read, its id. */
export interface DisclosurePage {
  readonly records: readonly SealedDisclosure[];
  readonly unreadable: readonly string[];
  /** The id after which the records go on; absent at their end. */
  readonly next?: string;
}

/** Records of disclosures, which an accounting is made of (45 CFR 164.528). */
export interface DisclosureStore {
  /** Puts a new record on file; its id must be new. */
  creation(record: SealedDisclosure): Mutation;
  /** One record of a covered entity, read consistently. @throws DependencyUnavailableError */
  find(coveredEntityId: string, id: string): Promise<SealedDisclosure | undefined>;
  /** Records of a covered entity, by id, from the id after `after`; a consistent read. @throws DependencyUnavailableError */
  page(coveredEntityId: string, after: string | undefined, limit: number): Promise<DisclosurePage>;
  /** A record sealed anew; in conflict unless `before` is what is stored. */
  replacement(before: SealedDisclosure, after: SealedDisclosure): Mutation;
}
