import { refuse, type Refusal } from '../domain/result';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import type { CareTeams } from '../ports/care-teams';
import { DependencyUnavailableError } from '../ports/errors';
import type { StoredPatient } from '../ports/patient-store';
import { auditEvent, type Call, type EventSources } from './call';

export interface CareTeamDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly careTeams: CareTeams;
}

/**
 * Puts a user on a patient's care team, or takes them off it: who may see a record is itself on record (45 CFR
 * 164.308(a)(4)(ii)(C)). @throws DependencyUnavailableError
 */
export const changeCareTeam = async (
  deps: CareTeamDependencies,
  call: Call,
  patient: StoredPatient | undefined,
  { user_id, change }: { readonly user_id: string; readonly change: 'admission' | 'removal' },
): Promise<Audited<undefined> | Refusal<'not-found'>> => {
  if (patient === undefined) return refuse('not-found');
  const member = { covered_entity_id: patient.covered_entity_id, patient_id: patient.id, user_id };
  const mutation =
    change === 'admission'
      ? deps.careTeams.admission({ ...member, since: deps.clock.now().toISOString() })
      : deps.careTeams.removal(member);
  const facts = { patient_id: patient.id, resource_id: user_id };
  const event = auditEvent(call, { outcome: 'success', status_code: 204, ...facts }, deps);
  const outcome = await deps.audit.commit([mutation], [event], undefined, call.check);
  // Neither change has a condition, so only the event's own can have failed.
  if (outcome === 'conflict') throw new DependencyUnavailableError('audit');
  return outcome;
};
