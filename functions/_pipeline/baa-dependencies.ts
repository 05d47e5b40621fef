import type { CreateBaaDependencies } from '../../shared/application/create-baa';
import { once } from './composition-root';
import { idempotencyDependencies } from './idempotency-dependencies';
import { pipelineDependencies } from './pipeline-dependencies';

/** What the function needs that puts agreements on file. */
export const createBaaDependencies = once((): CreateBaaDependencies => ({
  ...idempotencyDependencies(),
  baas: pipelineDependencies().baas,
}));
