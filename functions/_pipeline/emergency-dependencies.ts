import { DynamoDbEmergencySuspensions } from '../../shared/adapters/aws/dynamodb-emergency-suspensions';
import type { EmergencyRequestDependencies } from '../../shared/application/request-emergency-access';
import { metrics, once, settings } from './composition-root';
import { idempotencyDependencies } from './idempotency-dependencies';
import { servedPatientDependencies, emergencyGrants } from './patient-dependencies';
import { dynamoDb } from './pipeline-dependencies';

const suspensions = once(
  () => new DynamoDbEmergencySuspensions(dynamoDb(), settings().EMERGENCY_SUSPENSIONS_TABLE_NAME),
);

/** What the function needs that gives emergency access. */
export const emergencyRequestDependencies = once((): EmergencyRequestDependencies => ({
  ...servedPatientDependencies(),
  ...idempotencyDependencies(),
  grants: emergencyGrants(),
  suspensions: suspensions(),
  emergencyAccessed: () => metrics().count('EmergencyAccess'),
}));
