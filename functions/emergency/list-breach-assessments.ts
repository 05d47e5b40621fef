import { breachRoutes } from '../../shared/api/routes/breach-routes';
import { answerAssessments, readAssessments } from '../../shared/application/assess-breaches';
import { listAssessmentsDependencies } from '../_pipeline/emergency-dependencies';
import { lambda } from '../_pipeline/lambda';

const DEFAULT_LIMIT = 25;

/** `GET /breach-assessments` */
export const handler = lambda(
  breachRoutes,
  'listBreachAssessments',
  {
    prepare: ({ query: { limit = DEFAULT_LIMIT, cursor } }, tree, deps) =>
      readAssessments(deps, {
        ...{ covered_entity_id: tree, limit: Number(limit) },
        ...(cursor === undefined ? {} : { cursor }),
      }),
    handle: ({ call, prepared }, deps) => answerAssessments(deps, call, prepared),
  },
  listAssessmentsDependencies,
);
