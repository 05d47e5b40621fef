import { residencyRoutes } from '../../shared/api/routes/residency-routes';
import { showResidency } from '../../shared/application/show-residency';
import { lambda } from '../_pipeline/lambda';
import { pipelineDependencies } from '../_pipeline/pipeline-dependencies';

/** `GET /hipaa/data-residency` */
export const handler = lambda(
  residencyRoutes,
  'getDataResidency',
  {
    prepare: (_, tree, { baas }) => baas.agreementsOf(tree),
    handle: ({ call, prepared }, deps) => showResidency(deps, call, prepared),
  },
  pipelineDependencies,
);
