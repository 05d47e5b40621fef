import { sessionRoutes } from '../../shared/api/routes/session-routes';
import { showSession } from '../../shared/application/show-session';
import { pipelineDependencies } from '../_pipeline/pipeline-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `GET /session` */
export const handler = lambda(
  sessionRoutes,
  'getSession',
  { handle: ({ call }, deps) => showSession(deps, call) },
  pipelineDependencies,
);
