import { keyRoutes } from '../../shared/api/routes/key-routes';
import { rotateKey } from '../../shared/application/rotate-key';
import { lambda } from '../_pipeline/lambda';
import { rotateKeyDependencies } from '../_pipeline/rotate-key-dependencies';

/** `POST /hipaa/keys/rotate` */
export const handler = lambda(
  keyRoutes,
  'rotateKey',
  {
    // A key serves whatever an agreement covers: no category is asked for.
    categories: () => [[]],
    prepare: (_, tree, { keys }) => keys.newest(tree),
    handle: ({ call, prepared }, deps) => rotateKey(deps, call, prepared),
  },
  rotateKeyDependencies,
);
