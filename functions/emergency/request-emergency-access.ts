import { emergencyRoutes } from '../../shared/api/routes/emergency-routes';
import { readEmergencyRequest, requestEmergencyAccess } from '../../shared/application/request-emergency-access';
import { Plaintext } from '../../shared/domain/plaintext';
import { emergencyRequestDependencies } from '../_pipeline/emergency-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `POST /emergency-access/{patient_id}` */
export const handler = lambda(
  emergencyRoutes,
  'requestEmergencyAccess',
  {
    // Any agreement opens it; the record then has the fields that the agreement covers.
    categories: () => [[]],
    prepare: ({ path }, tree, deps, { user_id }) =>
      readEmergencyRequest(deps, { tree, patient_id: path.patient_id.toLowerCase(), user_id }),
    handle: ({ call, body: { reason, justification }, prepared }, deps) =>
      requestEmergencyAccess(deps, call, prepared, { reason, justification: Plaintext.of(justification) }),
  },
  emergencyRequestDependencies,
);
