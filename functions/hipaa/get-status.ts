import { showReadiness } from '../../shared/application/show-readiness';
import { lambda } from '../_pipeline/lambda';
import { readinessDependencies, readinessPipeline } from '../_pipeline/readiness-dependencies';

/** `GET /hipaa/status` */
export const handler = lambda(
  'getStatus',
  { handle: ({ call }, deps) => showReadiness(deps, call) },
  readinessDependencies,
  readinessPipeline,
);
