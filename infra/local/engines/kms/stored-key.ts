import * as z from 'zod';
import { KEY_SPECS, type KeySpec } from './key-seed';

/** A key as `keys.json` holds it, material included: the file is readable by its owner alone. */
export const StoredKey = z.strictObject({
  id: z.uuid(),
  spec: z.enum(KEY_SPECS),
  description: z.string(),
  createdAt: z.number(),
  state: z.enum(['Enabled', 'Disabled', 'PendingDeletion']),
  /** Milliseconds; only while `PendingDeletion`. From then on the key does not exist. */
  deletionAt: z.number().optional(),
  rotation: z.boolean(),
  /** Base64: 32 bytes of a symmetric or HMAC key, PKCS#8 DER of an Ed25519 key. */
  material: z.base64(),
});
export type StoredKey = z.output<typeof StoredKey>;

export const KmsState = z.strictObject({
  keys: z.array(StoredKey),
  /** Alias (`alias/…`) → key id. */
  aliases: z.record(z.string(), z.uuid()),
});
export type KmsState = z.output<typeof KmsState>;

export const KEY_USAGE = {
  SYMMETRIC_DEFAULT: 'ENCRYPT_DECRYPT',
  HMAC_256: 'GENERATE_VERIFY_MAC',
  ECC_NIST_EDWARDS25519: 'SIGN_VERIFY',
} as const satisfies Record<KeySpec, string>;
