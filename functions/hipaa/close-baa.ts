import { baaRoutes } from '../../shared/api/routes/baa-routes';
import { closeBaa, readBaaToClose } from '../../shared/application/close-baa';
import { closeBaaDependencies } from '../_pipeline/baa-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `POST /hipaa/baa/{id}/closure` */
export const handler = lambda(
  baaRoutes,
  'closeBaa',
  {
    prepare: ({ path }, tree, deps) => readBaaToClose(deps, { covered_entity_id: tree, id: path.id }),
    handle: ({ call, body: { method, date, evidence_hash }, prepared }, deps) =>
      closeBaa(deps, call, prepared, { method, date, evidence_hash }),
  },
  closeBaaDependencies,
);
