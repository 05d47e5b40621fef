import { patientRoutes } from '../../shared/api/routes/patient-routes';
import { readPatients } from '../../shared/application/list-patients';
import { answerPage, pageSize } from '../../shared/application/list-page';
import { lambda } from '../_pipeline/lambda';
import { listPatientsDependencies } from '../_pipeline/patient-dependencies';

/** `GET /patients` */
export const handler = lambda(
  patientRoutes,
  'listPatients',
  {
    prepare: ({ query: { limit, cursor, mine } }, tree, deps, { user_id }) =>
      readPatients(deps, { tree, limit: pageSize(limit), cursor, ...(mine === 'true' ? { of_user: user_id } : {}) }),
    handle: ({ call, prepared }, deps) => answerPage(deps, call, prepared),
  },
  listPatientsDependencies,
);
