import { createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { FORMAT_VERSION } from './authenticated-context';
import { hkdf } from './hkdf';

export const SALT_BYTES = 16;
export const COMMITMENT_BYTES = 32;
const KEY_BYTES = 32;

/**
 * What is derived from a tenant key under one salt: an AES-256-GCM key, and a commitment that ties every ciphertext to
 * that one key (AES-GCM alone lets one ciphertext open under two keys).
 */
export interface DerivedKey {
  readonly salt: Uint8Array;
  readonly key: KeyObject;
  readonly commitment: Uint8Array;
}

/** Derives with HKDF-SHA-256 (RFC 5869): 32 bytes of key, then 32 bytes of commitment. */
export const deriveKey = (tenantKey: KeyObject, salt: Uint8Array): DerivedKey => {
  const okm = hkdf(tenantKey, salt, FORMAT_VERSION, KEY_BYTES + COMMITMENT_BYTES);
  const key = createSecretKey(okm.subarray(0, KEY_BYTES));
  const commitment = Buffer.from(okm.subarray(KEY_BYTES));
  // Node.js cannot wipe a KeyObject, but the raw copy need not stay.
  okm.fill(0);
  return { salt, key, commitment };
};

/** Compares commitments in constant time. */
export const commitsTo = (derived: DerivedKey, commitment: Uint8Array): boolean =>
  commitment.length === COMMITMENT_BYTES && timingSafeEqual(derived.commitment, commitment);

/** What a writer seals with: the tenant key's name, and what is derived from it under the writer's own salt. */
export interface SealingKey {
  readonly keyId: string;
  readonly derived: DerivedKey;
}
