import { showSession } from '../../shared/application/show-session';
import { pipelineDependencies } from '../_pipeline/pipeline-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `GET /session` */
export const handler = lambda(
  'getSession',
  { handle: ({ call }, deps) => showSession(deps, call) },
  pipelineDependencies,
);
