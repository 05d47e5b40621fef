import { biometricRoutes } from '../../shared/api/routes/biometric-routes';
import { recordBiometric } from '../../shared/application/record-biometric';
import { readPatientOrGrant } from '../../shared/application/show-patient';
import { measurementProblems } from '../../shared/domain/biometric-measure';
import { timestampProblems } from '../../shared/domain/biometric-reading';
import { recordBiometricDependencies } from '../_pipeline/biometric-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `POST /patients/{id}/biometrics` */
export const handler = lambda(
  biometricRoutes,
  'createBiometric',
  {
    categories: () => [['treatment']],
    wrongFields: ({ body }, { clock }) => [
      ...measurementProblems(body),
      ...timestampProblems(body.timestamp, clock.now()),
    ],
    prepare: ({ path }, tree, deps, { user_id, roles }) =>
      readPatientOrGrant(deps, { tree, patient_id: path.id.toLowerCase(), user_id, roles }),
    emergencyGrant: ({ standing }) => standing.emergency_grant,
    handle: ({ call, body, prepared }, deps) => {
      const { timestamp, device_id } = body;
      return recordBiometric(deps, call, prepared, { measurement: body, timestamp, device_id });
    },
  },
  recordBiometricDependencies,
);
