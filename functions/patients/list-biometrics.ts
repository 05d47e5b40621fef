import { biometricRoutes } from '../../shared/api/routes/biometric-routes';
import { answerBiometrics, readBiometrics } from '../../shared/application/list-biometrics';
import { pageSize } from '../../shared/application/list-page';
import { firstInstant, lastInstant } from '../../shared/domain/audit-query';
import { listBiometricsDependencies } from '../_pipeline/biometric-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `GET /patients/{id}/biometrics` */
export const handler = lambda(
  biometricRoutes,
  'listBiometrics',
  {
    categories: () => [['treatment']],
    prepare: ({ path, query }, tree, deps, { user_id, roles }) => {
      const { data_type, from, to, limit, cursor } = query;
      return readBiometrics(deps, {
        ...{ tree, patient_id: path.id.toLowerCase(), user_id, roles, limit: pageSize(limit) },
        ...(data_type === undefined ? {} : { data_type }),
        ...(from === undefined ? {} : { from: firstInstant(from).toISOString() }),
        ...(to === undefined ? {} : { to: lastInstant(to).toISOString() }),
        ...(cursor === undefined ? {} : { cursor }),
      });
    },
    emergencyGrant: ({ patient }) => patient.standing.emergency_grant,
    handle: ({ call, prepared }, deps) => answerBiometrics(deps, call, prepared),
  },
  listBiometricsDependencies,
);
