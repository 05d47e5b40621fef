import { sessionRoutes } from '../../shared/api/routes/session-routes';
import { endSession } from '../../shared/application/end-sessions';
import { pipelineDependencies } from '../_pipeline/pipeline-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `DELETE /session` */
export const handler = lambda(
  sessionRoutes,
  'endSession',
  { handle: ({ call }, deps) => endSession(deps, call) },
  pipelineDependencies,
);
