import { baaRoutes } from '../../shared/api/routes/baa-routes';
import { showBaa } from '../../shared/application/show-baa';
import { lambda } from '../_pipeline/lambda';
import { pipelineDependencies } from '../_pipeline/pipeline-dependencies';

/** `GET /hipaa/baa/{id}` */
export const handler = lambda(
  baaRoutes,
  'getBaa',
  {
    prepare: ({ path }, tree, { baas }) => baas.find(tree, path.id),
    handle: ({ call, prepared }, deps) => showBaa(deps, call, prepared),
  },
  pipelineDependencies,
);
