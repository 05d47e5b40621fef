import { patientRoutes } from '../../shared/api/routes/patient-routes';
import { readPatient, showPatient } from '../../shared/application/show-patient';
import { categoriesOfFields, isPatientField, PATIENT_FIELDS } from '../../shared/domain/patient-fields';
import { lambda } from '../_pipeline/lambda';
import { patientRecordDependencies } from '../_pipeline/patient-dependencies';

/** The fields that a query names; the schema has checked that they are fields. */
const fieldsOf = (names: string | undefined) => names?.split(',').filter(isPatientField);

/** `GET /patients/{id}` */
export const handler = lambda(
  patientRoutes,
  'getPatient',
  {
    categories: (_, { fields }) => [categoriesOfFields(fieldsOf(fields) ?? PATIENT_FIELDS)],
    prepare: ({ path }, tree, deps, { user_id }) =>
      readPatient(deps, { tree, patient_id: path.id.toLowerCase(), user_id }),
    handle: ({ call, query, prepared }, deps) => showPatient(deps, call, prepared, fieldsOf(query.fields)),
  },
  patientRecordDependencies,
);
