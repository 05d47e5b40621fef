import type { PatientField } from './patient-fields';

export const PATIENT_STATUSES = ['active', 'inactive'] as const;

export type PatientStatus = (typeof PATIENT_STATUSES)[number];

/** What everybody of the tenant may see of a patient: no PHI, nothing decrypted. */
export interface PatientSummary {
  readonly id: string;
  readonly status: PatientStatus;
  readonly created_at: string;
}

/** What stands beside a patient's sealed fields in the clear; all of it is bound into their authenticated context. */
export interface PatientFacts extends PatientSummary {
  readonly covered_entity_id: string;
  readonly updated_at: string;
  /** Counts the writes, from 1: the entity tag. */
  readonly version: number;
}

/** A patient's public view. */
export const patientSummary = ({ id, status, created_at }: PatientSummary): PatientSummary => ({
  id,
  status,
  created_at,
});

/** A patient's address; each part may be missing. */
export interface Address {
  readonly line1?: string;
  readonly line2?: string;
  readonly city?: string;
  readonly state?: string;
  readonly postal_code?: string;
}

/** A patient's PHI in the clear: what schemas give, and what a view is made of. */
export interface PatientPhi {
  readonly first_name?: string;
  readonly last_name?: string;
  readonly middle_name?: string;
  readonly date_of_birth?: string;
  readonly sex?: 'male' | 'female' | 'other' | 'unknown';
  readonly ssn?: string;
  readonly mrn?: string;
  readonly address?: Address;
  readonly phone?: string;
  readonly email?: string;
  readonly insurance_member_id?: string;
  readonly diagnosis_codes?: readonly string[];
  readonly notes?: string;
}

/**
 * What a record's fields are bound to besides their place (`docs/ciphertext-format.md`): a change of an attribute, or a
 * field that is missing, behind the API's back keeps every field from opening.
 */
export const patientAttributes = (
  { status, created_at, updated_at, version }: PatientFacts,
  fields: Iterable<PatientField>,
): Readonly<Record<string, string>> => ({
  status,
  created_at,
  updated_at,
  version: String(version),
  fields: [...fields].sort().join(','),
});
