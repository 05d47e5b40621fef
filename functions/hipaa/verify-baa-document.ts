import { baaRoutes } from '../../shared/api/routes/baa-routes';
import { verifyBaaDocument } from '../../shared/application/verify-baa-document';
import { lambda } from '../_pipeline/lambda';
import { pipelineDependencies } from '../_pipeline/pipeline-dependencies';

/** `POST /hipaa/baa/{id}/verify-document` */
export const handler = lambda(
  baaRoutes,
  'verifyBaaDocument',
  {
    prepare: ({ path }, tree, { baas }) => baas.find(tree, path.id),
    handle: ({ call, body, prepared }, deps) => verifyBaaDocument(deps, call, prepared, body),
  },
  pipelineDependencies,
);
