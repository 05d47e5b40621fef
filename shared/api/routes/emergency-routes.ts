import { EmergencyAccess, EmergencyAccessPath, EmergencyAccessRequest } from '../schemas/emergency';
import { defineRoutes } from './define-routes';

/** Emergency access, 45 CFR 164.312(a)(2)(ii). */
export const emergencyRoutes = defineRoutes({
  requestEmergencyAccess: {
    method: 'POST',
    path: '/emergency-access/{patient_id}',
    group: 'emergency',
    summary: 'Break the glass',
    description:
      'Opens one patient’s record to a clinician who is not on the care team, for 60 minutes, and answers the record. ' +
      'An alarm sounds at once, and another person reviews it within 72 hours. It stays open after the end of the ' +
      'agreement, until return or destruction is recorded. Fields of a category that the agreement does not cover are left out.',
    access: { kind: 'roles', roles: ['clinician'] },
    scope: 'entity',
    idempotent: true,
    baa: 'required',
    purpose: 'none',
    emergency: 'requested',
    audit: { action: 'WRITE', resource_type: 'emergency_grant' },
    patient: 'patient_id',
    request: { path: EmergencyAccessPath, body: EmergencyAccessRequest },
    response: { status: 201, body: EmergencyAccess, description: 'The grant and the record.' },
    capabilities: [
      'baa:read',
      'patient:read',
      'emergency-grant:create',
      'emergency-grant:find',
      'emergency-grant:count-overdue',
      'emergency-suspension:read',
      'tenant-key:read',
      'tenant-key:create',
      'phi-key:generate-data-key',
      'phi-key:decrypt',
    ],
    problems: ['break-glass-suspended'],
    timeoutSeconds: 15,
    throttle: { rate: 20, burst: 50 },
  },
});
