import type { DestroyKeyDependencies } from '../../shared/application/destroy-key';
import { once } from './composition-root';
import { indexKeyStore, tenantKeyStore } from './key-store-dependency';
import { pipelineDependencies } from './pipeline-dependencies';

/** What the function needs that destroys a key: no KMS and no right to make a key. */
export const destroyKeyDependencies = once((): DestroyKeyDependencies => {
  const { clock, randomness, audit, baas } = pipelineDependencies();
  return { clock, randomness, audit, baas, keys: tenantKeyStore(), indexKeys: indexKeyStore() };
});
