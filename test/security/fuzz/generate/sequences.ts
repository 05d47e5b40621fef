import fc from 'fast-check';
import { operationOf } from '../document/openapi-document';
import { type FuzzRequest, requestsOf, validRequests } from './requests';

/** A request, sent several times at once. */
export interface Step {
  readonly request: FuzzRequest;
  readonly twins: number;
}

/** Operations on one kind of thing: the first makes one, the others read, change, and end it. */
export const families: Readonly<Record<string, readonly string[]>> = {
  'a patient': [
    'createPatient',
    'patchPatient',
    'patchPatient',
    'getPatient',
    'putCareTeamMember',
    'deleteCareTeamMember',
    'searchPatients',
    'listPatients',
  ],
  'a reading': ['createBiometric', 'createBiometric', 'listBiometrics', 'getPatient'],
  'an agreement': [
    'createBaa',
    'getBaa',
    'verifyBaaDocument',
    'deactivateBaa',
    'closeBaa',
    'listBaas',
    'getDataResidency',
  ],
  'a sealed value': ['encryptValue', 'decryptValue', 'rewrapValue', 'rotateKey', 'listKeys'],
  'emergency access': [
    'requestEmergencyAccess',
    'getPatient',
    'getEmergencyGrant',
    'reviewEmergencyAccess',
    'decideBreachAssessment',
    'liftEmergencySuspension',
    'listEmergencyAccess',
    'listBreachAssessments',
  ],
  'a job': ['reencryptKeys', 'getJob', 'stopJob', 'rotateKey'],
  'a session': ['getSession', 'endUserSessions', 'endSession', 'getSession'],
  'an entry of the log': ['createManualEvent', 'createManualEvent', 'listAuditLogs', 'getReport'],
};

const steps = (request: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<Step> =>
  fc.record({ request, twins: fc.constantFrom(1, 1, 1, 2, 3) });

/** Something is made, and then used and ended in any order, by repeats and twins at once. */
export const sequencesOf = (operationIds: readonly string[]): fc.Arbitrary<readonly Step[]> => {
  const [first, ...others] = operationIds.map(operationOf);
  if (first === undefined) throw new Error('A family has operations.');
  const any = fc.oneof(...others.map((operation) => fc.oneof(validRequests(operation), requestsOf(operation))));
  return fc
    .tuple(steps(validRequests(first)), fc.array(steps(any), { minLength: 2, maxLength: 7 }))
    .map(([made, used]) => [made, ...used]);
};
