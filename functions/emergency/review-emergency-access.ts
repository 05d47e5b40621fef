import { emergencyRoutes } from '../../shared/api/routes/emergency-routes';
import { reviewEmergencyAccess } from '../../shared/application/review-emergency-access';
import { Plaintext } from '../../shared/domain/plaintext';
import { reviewDependencies } from '../_pipeline/emergency-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `POST /emergency-access/grants/{grant_id}/review` */
export const handler = lambda(
  emergencyRoutes,
  'reviewEmergencyAccess',
  {
    prepare: ({ path }, tree, { grants }) => grants.find(tree, path.grant_id.toLowerCase()),
    handle: ({ call, body: { verdict, note }, prepared }, deps) =>
      reviewEmergencyAccess(deps, call, prepared, {
        verdict,
        ...(note === undefined ? {} : { note: Plaintext.of(note) }),
      }),
  },
  reviewDependencies,
);
