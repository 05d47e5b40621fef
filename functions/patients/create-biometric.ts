import { biometricRoutes } from '../../shared/api/routes/biometric-routes';
import { recordBiometric } from '../../shared/application/record-biometric';
import { readPatient } from '../../shared/application/show-patient';
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
    prepare: ({ path }, tree, deps, { user_id }) =>
      readPatient(deps, { tree, patient_id: path.id.toLowerCase(), user_id }),
    handle: ({ call, body, body: { timestamp, device_id }, prepared }, deps) =>
      recordBiometric(deps, call, prepared, {
        measurement: body,
        timestamp,
        ...(device_id === undefined ? {} : { device_id }),
      }),
  },
  recordBiometricDependencies,
);
