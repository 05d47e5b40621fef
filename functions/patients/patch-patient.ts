import { patientRoutes } from '../../shared/api/routes/patient-routes';
import { patchPatient } from '../../shared/application/patch-patient';
import { readPatient } from '../../shared/application/show-patient';
import { categoriesOfFields } from '../../shared/domain/patient-fields';
import { patchedFields } from '../../shared/domain/patient-phi';
import { futureBirth } from '../_pipeline/future-birth';
import { lambda } from '../_pipeline/lambda';
import { patchPatientDependencies } from '../_pipeline/patient-dependencies';

/** `PATCH /patients/{id}` */
export const handler = lambda(
  patientRoutes,
  'patchPatient',
  {
    categories: (body) => [categoriesOfFields(patchedFields(body))],
    wrongFields: ({ body }, { clock }) => futureBirth(body.date_of_birth, clock.now()),
    prepare: ({ path }, tree, deps, { user_id }) =>
      readPatient(deps, { tree, patient_id: path.id.toLowerCase(), user_id }),
    handle: ({ call, body, prepared }, deps) => patchPatient(deps, call, prepared, body),
  },
  patchPatientDependencies,
);
