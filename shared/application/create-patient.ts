import { indexEntriesOf } from '../crypto/blind-index';
import type { CareTeams } from '../ports/care-teams';
import type { PatientStore } from '../ports/patient-store';
import { type PatientFacts, patientSummary, type PatientSummary } from '../domain/patient';
import type { Refusal } from '../domain/result';
import type { PhiCall } from './call';
import { createOnce, type Creation, type NewResource, type RepeatableDependencies } from './create-once';
import type { EnvelopeDependencies } from './encrypt-value';
import type { IndexKeyring } from './index-keyring';
import { type BoxedFields, sealPatient } from './patient-record';

export interface CreatePatientDependencies extends EnvelopeDependencies, RepeatableDependencies {
  readonly patients: PatientStore;
  readonly careTeams: CareTeams;
  readonly indexKeyring: IndexKeyring;
}

const FIRST_VERSION = 1;

const newPatient = async (
  deps: CreatePatientDependencies,
  call: PhiCall,
  fields: BoxedFields,
): Promise<NewResource<PatientSummary>> => {
  const now = deps.clock.now().toISOString();
  const facts: PatientFacts = {
    id: deps.randomness.uuid(),
    covered_entity_id: call.tree,
    status: 'active',
    created_at: now,
    updated_at: now,
    version: FIRST_VERSION,
  };
  const index = indexEntriesOf(fields, await deps.indexKeyring.provide(call.tree));
  const { patient, key_version } = await sealPatient(deps, call.grant.baa, facts, { fields, index });
  const { user_id, roles } = call.actor;
  const member = { covered_entity_id: call.tree, patient_id: facts.id, user_id, since: now };
  // Who treats whom begins with who put the patient on file; an admin treats nobody.
  const joining = roles.includes('clinician') ? [deps.careTeams.admission(member)] : [];
  return {
    id: facts.id,
    covered_entity_id: call.tree,
    mutations: [deps.patients.creation(patient), ...joining],
    body: patientSummary(facts),
    facts: (id) => ({
      patient_id: id,
      phi_fields_accessed: [...fields.keys()],
      key_version,
      resource_version: FIRST_VERSION,
    }),
  };
};

/**
 * Creates a patient, each PHI field sealed by itself (45 CFR 164.312(a)(2)(iv)); once for each idempotency key.
 * @throws DependencyUnavailableError
 */
export const createPatient = async (
  deps: CreatePatientDependencies,
  call: PhiCall,
  fields: BoxedFields,
): Promise<Creation<PatientSummary> | Refusal<'idempotency-key-reused' | 'request-in-progress'>> => {
  const made = await newPatient(deps, call, fields);
  const answer = await createOnce(deps, call, made, async ({ covered_entity_id, resource_id }) => {
    const patient = await deps.patients.find(covered_entity_id, resource_id);
    // As it stood when it was created.
    return patient && { ...patientSummary(patient), status: 'active' as const };
  });
  return 'audited' in answer ? { ...answer, version: FIRST_VERSION } : answer;
};
