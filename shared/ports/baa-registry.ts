import type { Baa } from '../domain/baa';
import type { Mutation } from './audit-trail';

/** Business associate agreements on file. */
export interface BaaRegistry {
  /** All agreements of a covered entity, read consistently and never cached. @throws DependencyUnavailableError */
  agreementsOf(coveredEntityId: string): Promise<readonly Baa[]>;
  /** One agreement of a covered entity, read consistently. @throws DependencyUnavailableError */
  find(coveredEntityId: string, id: string): Promise<Baa | undefined>;
  /** Puts a new agreement on file; its id must be new. */
  creation(baa: Baa): Mutation;
}
