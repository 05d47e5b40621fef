import { jobRoutes } from '../../shared/api/routes/job-routes';
import { startReencryption } from '../../shared/application/start-reencryption';
import { jobDependencies } from '../_pipeline/job-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `POST /hipaa/keys/reencrypt` */
export const handler = lambda(
  jobRoutes,
  'reencryptKeys',
  {
    // Records of all categories stay where they are, and nobody sees them: no category is asked for.
    categories: () => [[]],
    handle: ({ call }, deps) => startReencryption(deps, call),
  },
  jobDependencies,
);
