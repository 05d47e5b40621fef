import { keyRoutes } from '../../shared/api/routes/key-routes';
import { answerKeys, readKeys } from '../../shared/application/list-keys';
import { lambda } from '../_pipeline/lambda';
import { listKeysDependencies } from '../_pipeline/list-keys-dependencies';

const DEFAULT_LIMIT = 25;

/** `GET /hipaa/keys` */
export const handler = lambda(
  keyRoutes,
  'listKeys',
  {
    prepare: ({ query: { limit = DEFAULT_LIMIT, cursor } }, tree, deps) =>
      readKeys(deps, { tree, limit: Number(limit), cursor }),
    handle: ({ call, prepared }, deps) => answerKeys(deps, call, prepared),
  },
  listKeysDependencies,
);
