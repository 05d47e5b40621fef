import { baaRoutes } from '../../shared/api/routes/baa-routes';
import { deactivateBaa } from '../../shared/application/deactivate-baa';
import { changeBaaDependencies } from '../_pipeline/baa-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `DELETE /hipaa/baa/{id}` */
export const handler = lambda(
  baaRoutes,
  'deactivateBaa',
  {
    prepare: ({ path }, tree, { baas }) => baas.find(tree, path.id),
    handle: ({ call, prepared }, deps) => deactivateBaa(deps, call, prepared),
  },
  changeBaaDependencies,
);
