import { keyRoutes } from '../../shared/api/routes/key-routes';
import { destroyKey, readKeysAndAgreements } from '../../shared/application/destroy-key';
import { destroyKeyDependencies } from '../_pipeline/destroy-key-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `DELETE /hipaa/keys/{version}` */
export const handler = lambda(
  keyRoutes,
  'destroyKey',
  {
    prepare: (_, tree, deps) => readKeysAndAgreements(deps, tree),
    handle: ({ call, path, query, prepared }, deps) =>
      destroyKey(deps, call, { version: Number(path.version), confirm: query.confirm }, prepared),
  },
  destroyKeyDependencies,
);
