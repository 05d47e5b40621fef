import { keyRoutes } from '../../shared/api/routes/key-routes';
import { readKeys } from '../../shared/application/list-keys';
import { answerPage, pageSize } from '../../shared/application/list-page';
import { lambda } from '../_pipeline/lambda';
import { listKeysDependencies } from '../_pipeline/list-keys-dependencies';

/** `GET /hipaa/keys` */
export const handler = lambda(
  keyRoutes,
  'listKeys',
  {
    prepare: ({ query: { limit, cursor } }, tree, deps) => readKeys(deps, { tree, limit: pageSize(limit), cursor }),
    handle: ({ call, prepared }, deps) => answerPage(deps, call, prepared),
  },
  listKeysDependencies,
);
