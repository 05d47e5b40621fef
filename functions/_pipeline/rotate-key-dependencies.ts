import { kmsClient } from '../../shared/adapters/aws/clients';
import { KmsKeyWrapping } from '../../shared/adapters/aws/kms-key-wrapping';
import type { RotateKeyDependencies } from '../../shared/application/rotate-key';
import { once, settings } from './composition-root';
import { idempotencyDependencies } from './idempotency-dependencies';
import { tenantKeyStore } from './key-store-dependency';

/** What the function needs that rotates a key. */
export const rotateKeyDependencies = once((): RotateKeyDependencies => ({
  ...idempotencyDependencies(),
  keys: tenantKeyStore(),
  wrapping: new KmsKeyWrapping(kmsClient(), settings().PHI_KEY_ARN),
}));
