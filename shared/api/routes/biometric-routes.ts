import { CreateBiometricRequest, ListBiometricsQuery, ReadingPage, ReadingReceiptView } from '../schemas/biometric';
import { PatientPath } from '../schemas/fields';
import { defineRoutes } from './define-routes';

/** Vital signs of patients. */
export const biometricRoutes = defineRoutes({
  createBiometric: {
    method: 'POST',
    path: '/patients/{id}/biometrics',
    group: 'patients',
    summary: 'Record a vital sign',
    description:
      'Checked for unit and range, converted to the type’s canonical UCUM unit, encrypted, and bound to its row. What a ' +
      'device sends again is not recorded again. A reading is never changed.',
    access: { kind: 'roles', roles: ['admin', 'clinician'] },
    scope: 'entity',
    idempotent: true,
    baa: 'required',
    purpose: 'optional',
    audit: { action: 'WRITE', resource_type: 'biometric' },
    patient: 'id',
    request: { path: PatientPath, body: CreateBiometricRequest },
    response: { status: 201, body: ReadingReceiptView, description: 'What was recorded, without its value.' },
    capabilities: [
      'baa:read',
      'patient:read',
      'emergency-grant:read',
      'emergency-suspension:read',
      'biometric:create',
      'biometric:read',
      'tenant-key:read',
      'tenant-key:create',
      'phi-key:generate-data-key',
      'phi-key:decrypt',
    ],
    problems: ['care-team-required', 'reading-conflict'],
    timeoutSeconds: 15,
    throttle: { rate: 200, burst: 400 },
  },
  listBiometrics: {
    method: 'GET',
    path: '/patients/{id}/biometrics',
    group: 'patients',
    summary: 'List vital signs',
    description:
      'A patient’s readings, newest first, of one type or of all, within a window of time. For the tenant’s admin and ' +
      'the patient’s care team, and for clinicians with an emergency grant. Each page is an audit event of its own, which names the types shown.',
    access: { kind: 'roles', roles: ['admin', 'clinician'] },
    scope: 'entity',
    baa: 'required',
    purpose: 'required',
    audit: { action: 'READ', resource_type: 'biometric' },
    patient: 'id',
    request: { path: PatientPath, query: ListBiometricsQuery },
    response: { status: 200, body: ReadingPage, description: 'A page of readings.' },
    capabilities: [
      'baa:read',
      'patient:read',
      'emergency-grant:read',
      'emergency-suspension:read',
      'audit-fallback:keep',
      'reconciliation:note',
      'biometric:read',
      'tenant-key:read',
      'phi-key:decrypt',
      'cursor-key:read',
    ],
    problems: ['care-team-required', 'invalid-cursor'],
    timeoutSeconds: 15,
    throttle: { rate: 200, burst: 400 },
  },
});
