import type { ExpiringAgreementsDependencies } from '../../shared/application/show-expiring-agreements';
import type { BreakGlassQueueDependencies } from '../../shared/application/show-break-glass-queue';
import { DynamoDbEmergencyGrants } from '../../shared/adapters/aws/dynamodb-emergency-grants';
import { once, settings } from './composition-root';
import { dynamoDb, pipelineDependencies } from './pipeline-dependencies';

/** What the widget needs that shows the break-glass queue. */
export const breakGlassQueueDependencies = once((): BreakGlassQueueDependencies => {
  const { clock, randomness, audit, retentionYears } = pipelineDependencies();
  const grants = new DynamoDbEmergencyGrants(dynamoDb(), settings().EMERGENCY_GRANTS_TABLE_NAME);
  return { clock, randomness, audit, retentionYears, grants };
});

/** What the widget needs that shows agreements that end soon. */
export const expiringAgreementsDependencies = once((): ExpiringAgreementsDependencies => {
  const { clock, randomness, audit, retentionYears, baas } = pipelineDependencies();
  return { clock, randomness, audit, retentionYears, baas };
});
