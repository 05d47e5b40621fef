import { baaRoutes } from '../../shared/api/routes/baa-routes';
import { answerBaas, readBaas } from '../../shared/application/list-baas';
import { statusesOf } from '../../shared/domain/baa';
import { listBaasDependencies } from '../_pipeline/baa-dependencies';
import { lambda } from '../_pipeline/lambda';

const DEFAULT_LIMIT = 25;

/** `GET /hipaa/baa` */
export const handler = lambda(
  baaRoutes,
  'listBaas',
  {
    prepare: ({ query: { limit = DEFAULT_LIMIT, status, expiring_within_days: days, cursor } }, tree, deps) =>
      readBaas(deps, {
        covered_entity_id: tree,
        statuses: status === undefined ? undefined : statusesOf(status),
        expiringWithinDays: days === undefined ? undefined : Number(days),
        limit: Number(limit),
        cursor,
      }),
    handle: ({ call, prepared }, deps) => answerBaas(deps, call, prepared),
  },
  listBaasDependencies,
);
