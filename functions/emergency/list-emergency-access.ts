import { emergencyRoutes } from '../../shared/api/routes/emergency-routes';
import { answerGrants, readGrants } from '../../shared/application/list-emergency-access';
import { listEmergencyDependencies } from '../_pipeline/emergency-dependencies';
import { lambda } from '../_pipeline/lambda';

const DEFAULT_LIMIT = 25;

/** `GET /emergency-access` */
export const handler = lambda(
  emergencyRoutes,
  'listEmergencyAccess',
  {
    prepare: ({ query: { limit = DEFAULT_LIMIT, status, cursor } }, tree, deps) =>
      readGrants(deps, {
        ...{ covered_entity_id: tree, limit: Number(limit) },
        ...(status === undefined ? {} : { status }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
    handle: ({ call, prepared }, deps) => answerGrants(deps, call, prepared),
  },
  listEmergencyDependencies,
);
