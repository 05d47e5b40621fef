import { indexEntriesOf } from '../crypto/blind-index';
import { type PatientFacts, type PatientStatus, patientSummary, type PatientSummary } from '../domain/patient';
import { patchedFields, patchFields, type PatientPatch } from '../domain/patient-phi';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import type { Audited } from '../ports/audit-trail';
import { auditEvent, type PhiCall } from './call';
import type { EnvelopeDependencies } from './encrypt-value';
import type { IndexKeyring } from './index-keyring';
import { openPatient, sealPatient } from './patient-record';
import { admittedPatient, type PatientReaders, type PatientReads } from './show-patient';

export interface PatchPatientDependencies extends EnvelopeDependencies, PatientReaders {
  readonly indexKeyring: IndexKeyring;
}

type Refused = Refusal<'not-found' | 'care-team-required' | 'precondition-required' | 'precondition-failed'>;

/**
 * Changes a patient: opens the record, patches it, seals all of it anew, and writes it with its event in one transaction.
 * Of two who change one version, one is refused.
 * @throws StoredRecordError
 * @throws DependencyUnavailableError
 */
export const patchPatient = async (
  deps: PatchPatientDependencies,
  call: PhiCall,
  reads: PatientReads,
  { status, ...patch }: PatientPatch & { readonly status?: PatientStatus },
): Promise<{ readonly audited: Audited<PatientSummary>; readonly version: number } | Refused> => {
  const before = admittedPatient(call, reads);
  if (isRefusal(before)) return before;
  if (call.expected_version === undefined) return refuse('precondition-required');
  if (call.expected_version !== before.version) return refuse('precondition-failed');
  const [{ fields }, indexKey] = await Promise.all([openPatient(deps, before), deps.indexKeyring.provide(call.tree)]);
  const after = patchFields(fields, patch);
  const facts: PatientFacts = {
    id: before.id,
    covered_entity_id: before.covered_entity_id,
    status: status ?? before.status,
    created_at: before.created_at,
    updated_at: deps.clock.now().toISOString(),
    version: before.version + 1,
  };
  const { patient, key_version } = await sealPatient(deps, call.grant.baa, facts, {
    fields: after,
    index: indexEntriesOf(after, indexKey),
  });
  const event = auditEvent(
    call,
    {
      outcome: 'success',
      status_code: 200,
      patient_id: facts.id,
      phi_fields_accessed: patchedFields(patch),
      key_version,
      resource_version: facts.version,
    },
    deps,
  );
  const change = deps.patients.replacement(before, patient);
  const audited = await deps.audit.commit([change], [event], patientSummary(facts), call.check);
  return audited === 'conflict' ? refuse('precondition-failed') : { audited, version: facts.version };
};
