import { jobRoutes } from '../../shared/api/routes/job-routes';
import { stopJob } from '../../shared/application/stop-job';
import { jobDependencies } from '../_pipeline/job-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `DELETE /jobs/{id}` */
export const handler = lambda(
  jobRoutes,
  'stopJob',
  {
    prepare: ({ path }, tree, { jobs }) => jobs.find(tree, path.id),
    handle: ({ call, prepared }, deps) => stopJob(deps, call, prepared),
  },
  jobDependencies,
);
