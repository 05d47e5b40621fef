import { type PatientFacts, type PatientPhi, patientSummary } from '../domain/patient';
import { decidePatientAccess, type PatientStanding } from '../domain/patient-access';
import type { PatientField } from '../domain/patient-fields';
import { boxedPhi } from '../domain/patient-phi';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import type { Audited } from '../ports/audit-trail';
import type { CareTeams } from '../ports/care-teams';
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

/** Reads a patient and how the user stands to them, side by side. @throws DependencyUnavailableError */
export const readPatient = async (
  { patients, careTeams }: PatientReaders,
  at: { readonly tree: string; readonly patient_id: string; readonly user_id: string },
): Promise<PatientReads> => {
  const [patient, on_care_team] = await Promise.all([
    patients.find(at.tree, at.patient_id),
    careTeams.isMember(at.tree, at.patient_id, at.user_id),
  ]);
  return { patient, standing: { on_care_team } };
};

/** The patient, if there is one and the actor may work with the record. */
export const admittedPatient = (
  call: Call,
  { patient, standing }: PatientReads,
): StoredPatient | Refusal<'not-found' | 'care-team-required'> => {
  if (patient === undefined) return refuse('not-found');
  const access = decidePatientAccess(call.actor, standing);
  return isRefusal(access) ? access : patient;
};

/** A patient with the fields that were asked for. */
export type PatientBody = Omit<PatientFacts, 'covered_entity_id'> & PatientPhi;

/**
 * Opens the named fields of a patient and releases them once the audit event is durable (45 CFR 164.502(b), 164.312(b)).
 * @throws StoredRecordError
 * @throws DependencyUnavailableError
 */
export const showPatient = async (
  deps: EnvelopeDependencies,
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
  const facts = { patient_id: patient.id, phi_fields_accessed: [...fields.keys()], key_version };
  const event = auditEvent(call, { outcome: 'success', status_code: 200, ...facts }, deps);
  return { audited: await deps.audit.release([event], box, call.check), version };
};
