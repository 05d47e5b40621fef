import { patientRoutes } from '../../shared/api/routes/patient-routes';
import { findCandidates, searchPatients } from '../../shared/application/search-patients';
import { categoriesOfFields } from '../../shared/domain/patient-fields';
import { SEARCH_FIELDS } from '../../shared/domain/patient-search';
import { lambda } from '../_pipeline/lambda';
import { searchPatientsDependencies } from '../_pipeline/patient-dependencies';

/** `POST /patients/search` */
export const handler = lambda(
  patientRoutes,
  'searchPatients',
  {
    categories: (body) => [categoriesOfFields(SEARCH_FIELDS.filter((field) => body[field] !== undefined))],
    emergency: ({ emergency = false }) => emergency,
    prepare: ({ body }, tree, deps, actor) => findCandidates(deps, tree, actor, body),
    handle: ({ call, prepared }, deps) => searchPatients(deps, call, prepared),
  },
  searchPatientsDependencies,
);
