import type { AuditEvent } from '../domain/audit-event';
import { type PatientFacts, type PatientPhi, patientSummary } from '../domain/patient';
import type { EmergencyGrant } from '../domain/emergency-grant';
import { decidePatientAccess, type PatientStanding } from '../domain/patient-access';
import type { Role } from '../domain/roles';
import type { PatientField } from '../domain/patient-fields';
import { boxedPhi } from '../domain/patient-phi';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import type { EmergencyAuditTrail } from '../ports/emergency-audit-trail';
import type { CareTeams } from '../ports/care-teams';
import type { Clock } from '../ports/clock';
import type { EmergencyGrants } from '../ports/emergency-grants';
import type { EmergencySuspensions } from '../ports/emergency-suspensions';
import type { PatientStore, StoredPatient } from '../ports/patient-store';
import { auditEvent, type Call, type PhiCall } from './call';
import type { EnvelopeDependencies } from './encrypt-value';
import { openPatient } from './patient-record';

/** What is read about a patient before anything of it is opened. */
export interface PatientReads {
  readonly patient: StoredPatient | undefined;
  readonly standing: PatientStanding;
}

export interface PatientReaders {
  readonly patients: PatientStore;
  readonly careTeams: CareTeams;
}

/** What a route needs besides that serves emergency grants. */
export interface EmergencyReaders {
  readonly grants: Pick<EmergencyGrants, 'openFor'>;
  readonly suspensions: Pick<EmergencySuspensions, 'isSuspended'>;
  readonly clock: Clock;
}

/** What reads under a grant are recorded by: they go on while the audit table is down. */
export interface EmergencyAudit {
  readonly emergencyAudit: EmergencyAuditTrail;
}

/** Whose record is asked for, and by whom. */
interface PatientQuestion {
  readonly tree: string;
  readonly patient_id: string;
  readonly user_id: string;
}

/** Reads a patient and how the user stands to them, side by side. @throws DependencyUnavailableError */
export const readPatient = async (
  { patients, careTeams }: PatientReaders,
  at: PatientQuestion,
): Promise<PatientReads> => {
  const [patient, on_care_team] = await Promise.all([
    patients.find(at.tree, at.patient_id),
    careTeams.isMember(at.tree, at.patient_id, at.user_id),
  ]);
  return { patient, standing: { on_care_team } };
};

/** The emergency grant that opens the record to the clinician now; a suspension closes whatever grants are left. */
const openGrant = async (
  { grants, suspensions, clock }: EmergencyReaders,
  { tree: covered_entity_id, patient_id, user_id }: PatientQuestion,
): Promise<EmergencyGrant | undefined> => {
  const [grant, suspended] = await Promise.all([
    grants.openFor({ covered_entity_id, patient_id, user_id }, clock.now()),
    suspensions.isSuspended(covered_entity_id, user_id),
  ]);
  return suspended ? undefined : grant;
};

/** As `readPatient`, with the emergency grant that opens the record to the clinician now. @throws DependencyUnavailableError */
export const readPatientOrGrant = async (
  deps: PatientReaders & EmergencyReaders,
  { roles, ...at }: PatientQuestion & { readonly roles: readonly Role[] },
): Promise<PatientReads> => {
  const [{ patient, standing }, emergency_grant] = await Promise.all([
    readPatient(deps, at),
    roles.includes('clinician') ? openGrant(deps, at) : undefined,
  ]);
  return { patient, standing: { ...standing, ...(emergency_grant === undefined ? {} : { emergency_grant }) } };
};

/** What an event says of the emergency grant that opened the record; who needed none is not said to have used it. */
export const grantFacts = ({
  standing: { on_care_team, emergency_grant },
}: PatientReads): { readonly emergency_grant_id?: string } =>
  on_care_team || emergency_grant === undefined ? {} : { emergency_grant_id: emergency_grant.id };

/** The patient, if there is one and the actor may work with the record. */
export const admittedPatient = (
  call: Call,
  { patient, standing }: PatientReads,
): StoredPatient | Refusal<'not-found' | 'care-team-required'> => {
  if (patient === undefined) return refuse('not-found');
  const access = decidePatientAccess(call.actor, standing);
  return isRefusal(access) ? access : patient;
};

/** The trail of an event: that of emergency access if the event names a grant, and in no other case. */
export const trailOf = (
  { audit, emergencyAudit }: Pick<EnvelopeDependencies, 'audit'> & EmergencyAudit,
  { emergency_grant_id }: AuditEvent,
): AuditTrail => (emergency_grant_id === undefined ? audit : emergencyAudit);

/** A patient with the fields that were asked for. */
export type PatientBody = Omit<PatientFacts, 'covered_entity_id'> & PatientPhi;

/**
 * Opens the named fields of a patient and releases them once the audit event is durable (45 CFR 164.502(b), 164.312(b)).
 * @throws StoredRecordError
 * @throws DependencyUnavailableError
 */
export const showPatient = async (
  deps: EnvelopeDependencies & EmergencyAudit,
  call: PhiCall,
  reads: PatientReads,
  names: readonly PatientField[] | undefined,
): Promise<
  { readonly audited: Audited<PatientBody>; readonly version: number } | Refusal<'not-found' | 'care-team-required'>
> => {
  const patient = admittedPatient(call, reads);
  if (isRefusal(patient)) return patient;
  const { fields, key_version } = await openPatient(deps, patient, names);
  const { updated_at, version } = patient;
  const box = boxedPhi(fields).map((phi) => ({ ...patientSummary(patient), updated_at, version, ...phi }));
  const named = { patient_id: patient.id, phi_fields_accessed: [...fields.keys()], key_version };
  const facts = { ...named, ...grantFacts(reads) };
  const event = auditEvent(call, { outcome: 'success', status_code: 200, ...facts }, deps);
  return { audited: await trailOf(deps, event).release([event], box, call.check), version };
};
