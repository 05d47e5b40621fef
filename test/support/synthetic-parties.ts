import type { Actor } from '../../shared/domain/actor';
import type { Baa } from '../../shared/domain/baa';
import { PHI_CATEGORIES } from '../../shared/domain/phi-category';
import { after, MINUTE, NOON } from './movable-clock';

/** Invented parties; every id is made up. */
export const ENTITY_A = '3f6c1a52-8f0e-4b7d-9c55-0a1b2c3d4e5f';
export const ENTITY_B = '7b2e9d14-5a63-4c8f-8e21-9f8e7d6c5b4a';
export const USER = '11aa22bb-33cc-4d44-8e55-66ff77aa88bb';
export const SESSION = '22bb33cc-44dd-4e55-9f66-77aa88bb99cc';
export const PATIENT = '33cc44dd-55ee-4f66-8a77-88bb99ccaadd';
export const REQUEST = '44dd55ee-66ff-4a77-9b88-99ccaabbddee';
const BAA_ID = '55ee66ff-77aa-4b88-8c99-aabbccddeeff';
export const KEY_ID = '66ff77aa-88bb-4c99-9daa-bbccddeeff00';
export const REGION = 'us-east-1';
export const OTHER_REGION = 'us-west-2';

export const tenantAdmin = (changes: Partial<Actor> = {}): Actor => ({
  user_id: USER,
  roles: ['admin'],
  session_id: SESSION,
  signed_in_at: after(NOON, -MINUTE),
  tenancy: { kind: 'tenant', covered_entity_id: ENTITY_A },
  ...changes,
});

export const platformAdmin = (changes: Partial<Actor> = {}): Actor =>
  tenantAdmin({ tenancy: { kind: 'platform' }, ...changes });

/** An agreement in force through 2026 that covers everything. */
export const agreement = (changes: Partial<Baa> = {}): Baa => ({
  id: BAA_ID,
  covered_entity_id: ENTITY_A,
  organization_name: 'Example Clinic (invented)',
  signatory_name: 'Signatory Invented',
  signatory_email: 'signatory@clinic.example',
  effective_date: '2026-01-01',
  expiry_date: '2026-12-31',
  data_residency_region: REGION,
  phi_categories: PHI_CATEGORIES,
  signed_document_hash: 'ab'.repeat(32),
  created_at: '2025-12-15T09:00:00.000Z',
  ...changes,
});
