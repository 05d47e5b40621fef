import { DynamoDbBiometricStore } from '../../shared/adapters/aws/dynamodb-biometric-store';
import type { ListBiometricsDependencies } from '../../shared/application/list-biometrics';
import type { RecordBiometricDependencies } from '../../shared/application/record-biometric';
import type { EmergencyReaders, PatientReaders } from '../../shared/application/show-patient';
import { once, settings } from './composition-root';
import { cursorKeys } from './cursor-key-dependency';
import { emergencyReadDependencies } from './emergency-audit';
import { idempotencyDependencies } from './idempotency-dependencies';
import { servedPatientDependencies } from './patient-dependencies';
import { dynamoDb } from './pipeline-dependencies';

/** The store of readings. */
export const biometricStore = once(() => new DynamoDbBiometricStore(dynamoDb(), settings().BIOMETRICS_TABLE_NAME));

/** What the function needs that records vital signs. */
export const recordBiometricDependencies = once(
  (): RecordBiometricDependencies & PatientReaders & EmergencyReaders => ({
    ...servedPatientDependencies(),
    ...idempotencyDependencies(),
    biometrics: biometricStore(),
  }),
);

/** What the function needs that lists vital signs. */
export const listBiometricsDependencies = once((): ListBiometricsDependencies => ({
  ...emergencyReadDependencies(),
  biometrics: biometricStore(),
  cursors: cursorKeys(),
}));
