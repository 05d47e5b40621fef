import { patientRoutes } from '../../shared/api/routes/patient-routes';
import { readPatientOrGrant, showPatient } from '../../shared/application/show-patient';
import { categoriesOfFields, isPatientField, PATIENT_FIELDS } from '../../shared/domain/patient-fields';
import { emergencyReadDependencies } from '../_pipeline/emergency-audit';
import { lambda } from '../_pipeline/lambda';

/** The fields that a query names; the schema has checked that they are fields. */
const fieldsOf = (names: string | undefined) => names?.split(',').filter(isPatientField);

/** `GET /patients/{id}` */
export const handler = lambda(
  patientRoutes,
  'getPatient',
  {
    categories: (_, { fields }) => [categoriesOfFields(fieldsOf(fields) ?? PATIENT_FIELDS)],
    prepare: ({ path }, tree, deps, { user_id, roles }) =>
      readPatientOrGrant(deps, { tree, patient_id: path.id.toLowerCase(), user_id, roles }),
    emergencyGrant: ({ standing }) => standing.emergency_grant,
    handle: ({ call, query, prepared }, deps) => showPatient(deps, call, prepared, fieldsOf(query.fields)),
  },
  emergencyReadDependencies,
);
