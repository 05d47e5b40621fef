import { breachRoutes } from '../../shared/api/routes/breach-routes';
import { decideBreach } from '../../shared/application/assess-breaches';
import { assessmentDependencies } from '../_pipeline/emergency-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `POST /breach-assessments/{id}/decision` */
export const handler = lambda(
  breachRoutes,
  'decideBreachAssessment',
  {
    prepare: ({ path }, tree, { assessments }) => assessments.find(tree, path.id.toLowerCase()),
    handle: ({ call, body: { decision, factors, document_hash }, prepared }, deps) =>
      decideBreach(deps, call, prepared, {
        decision,
        factors,
        ...(document_hash === undefined ? {} : { document_hash }),
      }),
  },
  assessmentDependencies,
);
