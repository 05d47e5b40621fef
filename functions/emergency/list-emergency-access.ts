import { emergencyRoutes } from '../../shared/api/routes/emergency-routes';
import { readGrants } from '../../shared/application/list-emergency-access';
import { answerPage, pageSize } from '../../shared/application/list-page';
import { listEmergencyDependencies } from '../_pipeline/emergency-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `GET /emergency-access` */
export const handler = lambda(
  emergencyRoutes,
  'listEmergencyAccess',
  {
    prepare: ({ query: { limit, status, cursor } }, tree, deps) =>
      readGrants(deps, {
        ...{ covered_entity_id: tree, limit: pageSize(limit) },
        ...(status === undefined ? {} : { status }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
    handle: ({ call, prepared }, deps) => answerPage(deps, call, prepared),
  },
  listEmergencyDependencies,
);
