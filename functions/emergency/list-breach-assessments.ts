import { breachRoutes } from '../../shared/api/routes/breach-routes';
import { readAssessments } from '../../shared/application/assess-breaches';
import { answerPage, pageSize } from '../../shared/application/list-page';
import { listAssessmentsDependencies } from '../_pipeline/emergency-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `GET /breach-assessments` */
export const handler = lambda(
  breachRoutes,
  'listBreachAssessments',
  {
    prepare: ({ query: { limit, cursor } }, tree, deps) =>
      readAssessments(deps, {
        ...{ covered_entity_id: tree, limit: pageSize(limit) },
        ...(cursor === undefined ? {} : { cursor }),
      }),
    handle: ({ call, prepared }, deps) => answerPage(deps, call, prepared),
  },
  listAssessmentsDependencies,
);
