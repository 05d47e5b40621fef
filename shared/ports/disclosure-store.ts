import type { SealedDisclosure } from '../crypto/disclosure-envelope';
import type { Mutation } from './audit-trail';

/** Records of disclosures, which an accounting is made of (45 CFR 164.528). */
export interface DisclosureStore {
  /** Puts a new record on file; its id must be new. */
  creation(record: SealedDisclosure): Mutation;
  /** One record of a covered entity, read consistently. @throws DependencyUnavailableError */
  find(coveredEntityId: string, id: string): Promise<SealedDisclosure | undefined>;
}
