import type { Actor } from './actor';
import type { EmergencyGrant } from './emergency-grant';
import { refuse, type Refusal } from './result';

/** How an actor stands to a patient, as read for this very call. */
export interface PatientStanding {
  readonly on_care_team: boolean;
  /** An emergency grant that opens the record to the actor now, on routes that serve such grants. */
  readonly emergency_grant?: EmergencyGrant;
}

/** Why an actor may see a patient. */
export interface PatientAccess {
  readonly via: 'administration' | 'care-team' | 'emergency-grant';
}

/**
 * Whether the actor may work with a patient's record (45 CFR 164.312(a)(1), 164.502(b)): the tenant's admin, and
 * clinicians on the patient's care team, or with an emergency grant for the patient (164.312(a)(2)(ii)).
 */
export const decidePatientAccess = (
  actor: Actor,
  standing: PatientStanding,
): PatientAccess | Refusal<'care-team-required'> => {
  if (actor.roles.includes('admin')) return { via: 'administration' };
  if (!actor.roles.includes('clinician')) return refuse('care-team-required');
  if (standing.on_care_team) return { via: 'care-team' };
  return standing.emergency_grant === undefined ? refuse('care-team-required') : { via: 'emergency-grant' };
};
