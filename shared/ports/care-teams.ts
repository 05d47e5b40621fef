import type { Mutation } from './audit-trail';

export interface CareTeamMember {
  readonly covered_entity_id: string;
  readonly patient_id: string;
  readonly user_id: string;
  readonly since: string;
}

export interface PatientIdPage {
  readonly patient_ids: readonly string[];
  readonly next?: string;
}

/** Who treats whom: what opens a patient's record to a clinician. */
export interface CareTeams {
  /** A consistent read, never cached: a removal holds from the next call. @throws DependencyUnavailableError */
  isMember(coveredEntityId: string, patientId: string, userId: string): Promise<boolean>;

  /** The patients on whose care teams a user is, by id, from the id after `after`. @throws DependencyUnavailableError */
  patientsOf(coveredEntityId: string, userId: string, after: string | undefined, limit: number): Promise<PatientIdPage>;

  /** Puts a user on a team; once more changes nothing. */
  admission(member: CareTeamMember): Mutation;

  /** Takes a user off a team; one who is not on it is no conflict. */
  removal(member: Omit<CareTeamMember, 'since'>): Mutation;
}
