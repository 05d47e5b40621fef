import { patientRoutes } from '../../shared/api/routes/patient-routes';
import { answerPatients, readPatients } from '../../shared/application/list-patients';
import { lambda } from '../_pipeline/lambda';
import { listPatientsDependencies } from '../_pipeline/patient-dependencies';

const DEFAULT_LIMIT = 25;

/** `GET /patients` */
export const handler = lambda(
  patientRoutes,
  'listPatients',
  {
    prepare: ({ query: { limit = DEFAULT_LIMIT, cursor, mine } }, tree, deps, { user_id }) =>
      readPatients(deps, { tree, limit: Number(limit), cursor, ...(mine === 'true' ? { of_user: user_id } : {}) }),
    handle: ({ call, prepared }, deps) => answerPatients(deps, call, prepared),
  },
  listPatientsDependencies,
);
