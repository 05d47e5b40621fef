import { jobRoutes } from '../../shared/api/routes/job-routes';
import { showJob } from '../../shared/application/show-job';
import { jobDependencies } from '../_pipeline/job-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `GET /jobs/{id}` */
export const handler = lambda(
  jobRoutes,
  'getJob',
  {
    prepare: ({ path }, tree, { jobs }) => jobs.find(tree, path.id),
    handle: ({ call, prepared }, deps) => showJob(deps, call, prepared),
  },
  jobDependencies,
);
