import { baaRoutes } from '../../shared/api/routes/baa-routes';
import { createBaa } from '../../shared/application/create-baa';
import { createBaaDependencies } from '../_pipeline/baa-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `POST /hipaa/baa` */
export const handler = lambda(
  baaRoutes,
  'createBaa',
  {
    // The approved Regions are known at run time alone, so no schema can hold them.
    wrongFields: ({ body }, { allowedRegions }) =>
      allowedRegions.includes(body.data_residency_region)
        ? []
        : [{ path: 'data_residency_region', code: 'region-not-approved' }],
    handle: ({ call, body }, deps) => createBaa(deps, call, body),
  },
  createBaaDependencies,
);
