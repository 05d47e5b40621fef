import type { ListKeysDependencies } from '../../shared/application/list-keys';
import { once } from './composition-root';
import { cursorKeys } from './cursor-key-dependency';
import { tenantKeyStore } from './key-store-dependency';
import { pipelineDependencies } from './pipeline-dependencies';

/** What the function needs that lists keys. */
export const listKeysDependencies = once((): ListKeysDependencies => {
  const { clock, randomness, audit } = pipelineDependencies();
  return { clock, randomness, audit, keys: tenantKeyStore(), cursors: cursorKeys() };
});
