import type { Mutation } from './audit-trail';

/** That a clinician may not break the glass: since when, and for which grant. */
export interface EmergencySuspension {
  readonly covered_entity_id: string;
  readonly user_id: string;
  readonly grant_id: string;
  readonly since: string;
}

/** Whose emergency access is suspended. */
export interface EmergencySuspensions {
  /** A consistent read, never cached. @throws DependencyUnavailableError */
  isSuspended(coveredEntityId: string, userId: string): Promise<boolean>;

  /** Suspends; who is suspended stays it, for the newer reason. */
  suspension(suspension: EmergencySuspension): Mutation;

  /** Lifts; where there is none, nothing changes. */
  lifting(coveredEntityId: string, userId: string): Mutation;
}
