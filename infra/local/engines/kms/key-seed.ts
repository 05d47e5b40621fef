/** The key specs that this engine has; AWS's own names. */
export const KEY_SPECS = ['SYMMETRIC_DEFAULT', 'HMAC_256', 'ECC_NIST_EDWARDS25519'] as const;
export type KeySpec = (typeof KEY_SPECS)[number];

/** A key to ensure at start, found again by its alias. */
export interface KeySeed {
  /** With the prefix `alias/`. */
  readonly alias: `alias/${string}`;
  readonly spec: KeySpec;
  readonly description?: string;
  /** Only for SYMMETRIC_DEFAULT; what `GetKeyRotationStatus` answers. */
  readonly rotation?: boolean;
}
