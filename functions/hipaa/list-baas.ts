import { baaRoutes } from '../../shared/api/routes/baa-routes';
import { readBaas } from '../../shared/application/list-baas';
import { answerPage, pageSize } from '../../shared/application/list-page';
import { statusesOf } from '../../shared/domain/baa';
import { listBaasDependencies } from '../_pipeline/baa-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `GET /hipaa/baa` */
export const handler = lambda(
  baaRoutes,
  'listBaas',
  {
    prepare: ({ query: { limit, status, expiring_within_days: days, cursor } }, tree, deps) =>
      readBaas(deps, {
        covered_entity_id: tree,
        statuses: status === undefined ? undefined : statusesOf(status),
        expiringWithinDays: days === undefined ? undefined : Number(days),
        limit: pageSize(limit),
        cursor,
      }),
    handle: ({ call, prepared }, deps) => answerPage(deps, call, prepared),
  },
  listBaasDependencies,
);
