import { patientRoutes } from '../../shared/api/routes/patient-routes';
import { createPatient } from '../../shared/application/create-patient';
import { categoriesOfFields, PATIENT_FIELDS } from '../../shared/domain/patient-fields';
import { boxFields } from '../../shared/domain/patient-phi';
import { lambda } from '../_pipeline/lambda';
import { createPatientDependencies } from '../_pipeline/patient-dependencies';
import { futureBirth } from '../_pipeline/future-birth';

/** `POST /patients` */
export const handler = lambda(
  patientRoutes,
  'createPatient',
  {
    categories: (body) => [categoriesOfFields(PATIENT_FIELDS.filter((field) => body[field] !== undefined))],
    wrongFields: ({ body }, { clock }) => futureBirth(body.date_of_birth, clock.now()),
    handle: ({ body, call }, deps) => createPatient(deps, call, boxFields(body)),
  },
  createPatientDependencies,
);
