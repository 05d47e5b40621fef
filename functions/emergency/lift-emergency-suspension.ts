import { emergencyRoutes } from '../../shared/api/routes/emergency-routes';
import { liftSuspension } from '../../shared/application/review-emergency-access';
import { liftingDependencies } from '../_pipeline/emergency-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `DELETE /emergency-access/suspensions/{user_id}` */
export const handler = lambda(
  emergencyRoutes,
  'liftEmergencySuspension',
  { handle: ({ call, path }, deps) => liftSuspension(deps, call, path.user_id.toLowerCase()) },
  liftingDependencies,
);
