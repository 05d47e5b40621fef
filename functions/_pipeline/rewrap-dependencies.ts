import { secretsManagerClient } from '../../shared/adapters/aws/clients';
import { SecretsManagerFernetKeys } from '../../shared/adapters/aws/secrets-manager-fernet-keys';
import { LegacyKeys } from '../../shared/application/legacy-keys';
import type { RewrapDependencies } from '../../shared/application/rewrap-value';
import { once, settings } from './composition-root';
import { envelopeDependencies } from './envelope-dependencies';

/** What the function needs that rewraps: the envelope, and the legacy keys. */
export const rewrapDependencies = once((): RewrapDependencies => {
  const envelope = envelopeDependencies();
  const source = new SecretsManagerFernetKeys(secretsManagerClient(), settings().FERNET_SECRET_PREFIX);
  return { ...envelope, legacyKeys: new LegacyKeys(source, envelope.clock) };
});
