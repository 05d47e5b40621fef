import { readinessRoutes } from '../../shared/api/routes/readiness-routes';
import { showReadiness } from '../../shared/application/show-readiness';
import { lambda } from '../_pipeline/lambda';
import { readinessDependencies, readinessPipeline } from '../_pipeline/readiness-dependencies';

/** `GET /hipaa/status` */
export const handler = lambda(
  readinessRoutes,
  'getStatus',
  { handle: ({ call }, deps) => showReadiness(deps, call) },
  readinessDependencies,
  readinessPipeline,
);
