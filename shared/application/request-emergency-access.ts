import { type Sealing, sealJustification } from '../crypto/emergency-envelope';
import {
  type EmergencyGrant,
  type EmergencyReason,
  type GrantStatus,
  grantStatus,
  type GrantTerms,
  newGrant,
  opensRecord,
  timeOrderedUuid,
} from '../domain/emergency-grant';
import { patientSummary } from '../domain/patient';
import { isPatientField, PATIENT_FIELD_CATEGORIES, type PatientField } from '../domain/patient-fields';
import { boxedPhi } from '../domain/patient-phi';
import type { Plaintext } from '../domain/plaintext';
import { refuse, type Refusal } from '../domain/result';
import type { EmergencyGrants } from '../ports/emergency-grants';
import type { EmergencySuspensions } from '../ports/emergency-suspensions';
import type { PatientStore, StoredPatient } from '../ports/patient-store';
import { auditEvent, type PhiCall } from './call';
import { createOnce, type Creation, type NewResource, type RepeatableDependencies } from './create-once';
import type { EnvelopeDependencies } from './encrypt-value';
import { openPatient } from './patient-record';
import type { EmergencyAudit, PatientBody } from './show-patient';

const CREATED = 201;
const RANDOM_ID_BYTES = 10;
/** A justification and its salt. */
const SEALED_TEXTS = 2;

export interface EmergencyRequestDependencies extends EnvelopeDependencies, RepeatableDependencies, EmergencyAudit {
  readonly patients: Pick<PatientStore, 'find'>;
  readonly grants: EmergencyGrants;
  readonly suspensions: Pick<EmergencySuspensions, 'isSuspended'>;
  /** Told of each grant, for the alarm. */
  readonly emergencyAccessed: () => void;
}

/** What is read before the glass is broken. */
export interface EmergencyRequestReads {
  readonly patient: StoredPatient | undefined;
  readonly suspended: boolean;
  readonly overdue_reviews: number;
}

/** A grant as it is answered. */
export type GrantBody = Pick<
  GrantTerms,
  'patient_id' | 'reason' | 'requested_at' | 'expires_at' | 'review_due_at' | 'overdue_reviews'
> & { readonly grant_id: string; readonly status: GrantStatus };

/** A grant with the record that it opens; a repeat after the grant's end has none. */
export type EmergencyAccessBody = GrantBody & { readonly patient?: PatientBody };

/** What is said of a grant. */
export const grantBody = (grant: EmergencyGrant, now: Date): GrantBody => {
  const { id, patient_id, reason, requested_at, expires_at, review_due_at, overdue_reviews } = grant;
  const terms = { patient_id, reason, requested_at, expires_at, review_due_at, overdue_reviews };
  return { grant_id: id, status: grantStatus(grant, now), ...terms };
};

/** Reads the patient and how the clinician stands to emergency access, side by side. @throws DependencyUnavailableError */
export const readEmergencyRequest = async (
  { patients, grants, suspensions, clock }: EmergencyRequestDependencies,
  at: { readonly tree: string; readonly patient_id: string; readonly user_id: string },
): Promise<EmergencyRequestReads> => {
  const [patient, suspended, overdue_reviews] = await Promise.all([
    patients.find(at.tree, at.patient_id),
    suspensions.isSuspended(at.tree, at.user_id),
    grants.overdueOf(at.tree, at.user_id, clock.now()),
  ]);
  return { patient, suspended, overdue_reviews };
};

/** The fields that the agreement covers: an agreement without one category must not keep care from the others. */
const coveredFields = ({ sealed }: StoredPatient, { grant }: PhiCall): readonly PatientField[] =>
  [...sealed.fields.keys()].filter(
    (field) => isPatientField(field) && grant.baa.phi_categories.includes(PATIENT_FIELD_CATEGORIES[field]),
  );

/** What a request says. */
export interface EmergencyRequest {
  readonly reason: EmergencyReason;
  readonly justification: Plaintext<string>;
}

interface MadeGrant extends NewResource<EmergencyAccessBody> {
  readonly record: Plaintext<PatientBody>;
}

const make = async (
  deps: EmergencyRequestDependencies,
  call: PhiCall,
  patient: StoredPatient,
  { reason, justification: text, overdue_reviews }: EmergencyRequest & { readonly overdue_reviews: number },
): Promise<MadeGrant> => {
  const now = deps.clock.now();
  const id = timeOrderedUuid(now, deps.randomness.bytes(RANDOM_ID_BYTES));
  const whose = { covered_entity_id: call.tree, patient_id: patient.id, user_id: call.actor.user_id };
  const terms = newGrant({ id, ...whose, reason, overdue_reviews }, now);
  const [key, { fields, key_version }] = await Promise.all([
    deps.keyring.sealingKey(call.grant.baa, SEALED_TEXTS),
    openPatient(deps, patient, coveredFields(patient, call)),
  ]);
  const sealing: Sealing = { region: deps.region, key, bytes: (size) => deps.randomness.bytes(size) };
  const { justification, hash } = sealJustification(terms, text, sealing);
  const record = boxedPhi(fields).map((phi): PatientBody => {
    const { updated_at, version } = patient;
    return { ...patientSummary(patient), updated_at, version, ...phi };
  });
  const facts = (grant_id: string) => ({
    patient_id: patient.id,
    phi_fields_accessed: [...fields.keys()],
    key_version,
    emergency_grant_id: grant_id,
  });
  const outcome = { outcome: 'success', status_code: CREATED, resource_id: id } as const;
  return {
    id,
    covered_entity_id: call.tree,
    mutations: [deps.grants.creation({ ...terms, justification })],
    body: record.map((opened) => ({ ...grantBody(terms, now), patient: opened })),
    event: auditEvent(call, { ...outcome, ...facts(id), justification_hash: hash }, deps),
    facts,
    record,
  };
};

type Refused = Refusal<'not-found' | 'break-glass-suspended' | 'idempotency-key-reused' | 'request-in-progress'>;

/**
 * Breaks the glass (45 CFR 164.312(a)(2)(ii)): a grant for one clinician, one patient, and 60 minutes, and the patient's
 * record. Grant and event are one transaction, so the grant is armed only once its event is durable; while the audit table
 * refuses, the event goes to the second sink first. Overdue reviews mark the grant and refuse nothing.
 * @throws StoredRecordError
 * @throws DependencyUnavailableError
 */
export const requestEmergencyAccess = async (
  deps: EmergencyRequestDependencies,
  asked: PhiCall,
  { patient, suspended, overdue_reviews }: EmergencyRequestReads,
  request: EmergencyRequest,
): Promise<Creation<EmergencyAccessBody> | Refused> => {
  if (patient === undefined) return refuse('not-found');
  if (suspended) return refuse('break-glass-suspended');
  const call: PhiCall = { ...asked, purpose: 'emergency' };
  const made = await make(deps, call, patient, { ...request, overdue_reviews });
  const answer = await createOnce(
    { ...deps, audit: deps.emergencyAudit },
    call,
    made,
    async ({ covered_entity_id, resource_id }) => {
      const grant = await deps.grants.find(covered_entity_id, resource_id);
      if (grant === undefined) return undefined;
      const now = deps.clock.now();
      const body = grantBody(grant, now);
      return opensRecord(grant, grant, now)
        ? made.record.map((patientBody) => ({ ...body, patient: patientBody }))
        : body;
    },
  );
  if ('audited' in answer && !answer.replayed) deps.emergencyAccessed();
  return answer;
};
