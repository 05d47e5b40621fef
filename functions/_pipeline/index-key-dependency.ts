import { kmsClient } from '../../shared/adapters/aws/clients';
import { KmsKeyWrapping } from '../../shared/adapters/aws/kms-key-wrapping';
import { IndexKeyring } from '../../shared/application/index-keyring';
import { once, settings } from './composition-root';
import { indexKeyStore } from './key-store-dependency';
import { pipelineDependencies } from './pipeline-dependencies';

/** What functions need that write or read the blind index; its cache lives as long as the instance. */
export const indexKeyring = once((): IndexKeyring => {
  const { clock, randomness, audit, retentionYears } = pipelineDependencies();
  const wrapping = new KmsKeyWrapping(kmsClient(), settings().PHI_KEY_ARN);
  return new IndexKeyring({ indexKeys: indexKeyStore(), wrapping, audit, clock, randomness, retentionYears });
});
