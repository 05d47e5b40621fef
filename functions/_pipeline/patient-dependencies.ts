import { DynamoDbCareTeams } from '../../shared/adapters/aws/dynamodb-care-teams';
import { DynamoDbEmergencyGrants } from '../../shared/adapters/aws/dynamodb-emergency-grants';
import { DynamoDbEmergencySuspensions } from '../../shared/adapters/aws/dynamodb-emergency-suspensions';
import { DynamoDbPatientStore } from '../../shared/adapters/aws/dynamodb-patient-store';
import type { CareTeamDependencies } from '../../shared/application/change-care-team';
import type { CreatePatientDependencies } from '../../shared/application/create-patient';
import type { EnvelopeDependencies } from '../../shared/application/encrypt-value';
import type { ListPatientsDependencies } from '../../shared/application/list-patients';
import type { EmergencyReaders, PatientReaders } from '../../shared/application/show-patient';
import type { PatchPatientDependencies } from '../../shared/application/patch-patient';
import type { SearchPatientsDependencies } from '../../shared/application/search-patients';
import { metrics, once, settings } from './composition-root';
import { cursorKeys } from './cursor-key-dependency';
import { envelopeDependencies } from './envelope-dependencies';
import { idempotencyDependencies } from './idempotency-dependencies';
import { indexKeyring } from './index-key-dependency';
import { dynamoDb, pipelineDependencies } from './pipeline-dependencies';

const patientReaders = once((): PatientReaders => {
  const { PATIENTS_TABLE_NAME: patients, PATIENT_INDEX_TABLE_NAME: patientIndex } = settings();
  return {
    patients: new DynamoDbPatientStore(dynamoDb(), { patients, patientIndex }),
    careTeams: new DynamoDbCareTeams(dynamoDb(), settings().CARE_TEAMS_TABLE_NAME),
  };
});

/** What functions need that open a patient's record. */
const patientRecordDependencies = once((): EnvelopeDependencies & PatientReaders => ({
  ...envelopeDependencies(),
  ...patientReaders(),
}));

export const emergencyGrants = once(
  () => new DynamoDbEmergencyGrants(dynamoDb(), settings().EMERGENCY_GRANTS_TABLE_NAME),
);

export const suspensions = once(
  () => new DynamoDbEmergencySuspensions(dynamoDb(), settings().EMERGENCY_SUSPENSIONS_TABLE_NAME),
);

/** What functions need that open a patient's record also under an emergency grant. */
export const servedPatientDependencies = once((): EnvelopeDependencies & PatientReaders & EmergencyReaders => ({
  ...patientRecordDependencies(),
  grants: emergencyGrants(),
  suspensions: suspensions(),
}));

/** What the function needs that changes patients: no emergency grant opens that. */
export const patchPatientDependencies = once((): PatchPatientDependencies => ({
  ...patientRecordDependencies(),
  indexKeyring: indexKeyring(),
}));

/** What the function needs that searches patients. */
export const searchPatientsDependencies = once((): SearchPatientsDependencies => ({
  ...patchPatientDependencies(),
  suspensions: suspensions(),
  emergencySearched: () => metrics().count('EmergencySearch'),
}));

/** What the function needs that creates patients. */
export const createPatientDependencies = once((): CreatePatientDependencies => ({
  ...patchPatientDependencies(),
  ...idempotencyDependencies(),
}));

/** What the function needs that lists patients: no key of PHI among it. */
export const listPatientsDependencies = once((): ListPatientsDependencies => {
  const { clock, randomness, audit } = pipelineDependencies();
  return { clock, randomness, audit, cursors: cursorKeys(), ...patientReaders() };
});

/** What functions need that change care teams. */
export const careTeamDependencies = once((): CareTeamDependencies & PatientReaders => {
  const { clock, randomness, audit } = pipelineDependencies();
  return { clock, randomness, audit, ...patientReaders() };
});
