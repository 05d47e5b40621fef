import { baaRoutes } from '../../shared/api/routes/baa-routes';
import { createBaa } from '../../shared/application/create-baa';
import { utcDay } from '../../shared/domain/baa';
import { createBaaDependencies } from '../_pipeline/baa-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `POST /hipaa/baa` */
export const handler = lambda(
  baaRoutes,
  'createBaa',
  {
    // What Regions are approved, and what day it is, is known at run time alone: no schema can hold it.
    wrongFields: ({ body }, { allowedRegions, clock }) => [
      ...(allowedRegions.includes(body.data_residency_region)
        ? []
        : [{ path: 'data_residency_region', code: 'region-not-approved' }]),
      ...(body.expiry_date < utcDay(clock.now()) ? [{ path: 'expiry_date', code: 'in-the-past' }] : []),
    ],
    handle: ({ call, body }, deps) => createBaa(deps, call, body),
  },
  createBaaDependencies,
);
