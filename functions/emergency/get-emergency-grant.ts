import { emergencyRoutes } from '../../shared/api/routes/emergency-routes';
import { showGrant } from '../../shared/application/list-emergency-access';
import { showGrantDependencies } from '../_pipeline/emergency-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `GET /emergency-access/grants/{grant_id}` */
export const handler = lambda(
  emergencyRoutes,
  'getEmergencyGrant',
  {
    // As for the request itself: any agreement opens it.
    categories: () => [[]],
    prepare: ({ path }, tree, { grants }) => grants.find(tree, path.grant_id.toLowerCase()),
    handle: ({ call, prepared }, deps) => showGrant(deps, call, prepared),
  },
  showGrantDependencies,
);
