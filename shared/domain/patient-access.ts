import type { Actor } from './actor';
import { refuse, type Refusal } from './result';

/** How an actor stands to a patient, as read for this very call. */
export interface PatientStanding {
  readonly on_care_team: boolean;
}

/** Why an actor may see a patient. */
export interface PatientAccess {
  readonly via: 'administration' | 'care-team';
}

/**
 * Whether the actor may work with a patient's record (45 CFR 164.312(a)(1), 164.502(b)): the tenant's admin, and
 * clinicians on the patient's care team.
 */
export const decidePatientAccess = (
  actor: Actor,
  standing: PatientStanding,
): PatientAccess | Refusal<'care-team-required'> => {
  if (actor.roles.includes('admin')) return { via: 'administration' };
  return actor.roles.includes('clinician') && standing.on_care_team
    ? { via: 'care-team' }
    : refuse('care-team-required');
};
