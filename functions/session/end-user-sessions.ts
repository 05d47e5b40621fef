import { sessionRoutes } from '../../shared/api/routes/session-routes';
import { endUserSessions } from '../../shared/application/end-sessions';
import { pipelineDependencies } from '../_pipeline/pipeline-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `DELETE /users/{id}/sessions` */
export const handler = lambda(
  sessionRoutes,
  'endUserSessions',
  { handle: ({ call, path: { id } }, deps) => endUserSessions(deps, call, id) },
  pipelineDependencies,
);
