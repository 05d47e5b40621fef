import { kmsClient } from '../../shared/adapters/aws/clients';
import { KmsKeyWrapping } from '../../shared/adapters/aws/kms-key-wrapping';
import type { EnvelopeDependencies } from '../../shared/application/encrypt-value';
import { TenantKeyring } from '../../shared/application/tenant-keyring';
import { once, settings } from './composition-root';
import { tenantKeyStore } from './key-store-dependency';
import { pipelineDependencies } from './pipeline-dependencies';

/** What functions that seal or open PHI need besides; the keyring's cache lives as long as the instance. */
export const envelopeDependencies = once((): EnvelopeDependencies => {
  const { clock, randomness, audit, region, retentionYears } = pipelineDependencies();
  const keys = tenantKeyStore();
  const wrapping = new KmsKeyWrapping(kmsClient(), settings().PHI_KEY_ARN);
  const keyring = new TenantKeyring({ keys, wrapping, audit, clock, randomness, retentionYears });
  return { clock, randomness, audit, keyring, region };
});
