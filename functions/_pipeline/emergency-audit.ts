import { withDeadline } from '../../shared/adapters/aws/deadline';
import { DynamoDbChanges } from '../../shared/adapters/aws/dynamodb-changes';
import { DynamoDbReconciliationLedger } from '../../shared/adapters/aws/dynamodb-reconciliation-ledger';
import { S3AuditFallback } from '../../shared/adapters/aws/s3-audit-fallback';
import type { EnvelopeDependencies } from '../../shared/application/encrypt-value';
import type { EmergencyAudit, EmergencyReaders, PatientReaders } from '../../shared/application/show-patient';
import { EmergencyAuditTrail } from '../../shared/ports/emergency-audit-trail';
import { logger, metrics, once, s3Endpoint, settings } from './composition-root';
import { servedPatientDependencies } from './patient-dependencies';
import { dynamoDb, pipelineDependencies } from './pipeline-dependencies';

const MESSAGES = { kept: 'audit fallback used', failed: 'audit fallback failed' } as const;
const METRICS = { kept: 'AuditFallbackUsed', failed: 'AuditFallbackFailed' } as const;

/** The audit trail of emergency access. No other function's dependencies have it (test/architecture). */
const emergencyAudit = once(
  () =>
    new EmergencyAuditTrail({
      primary: pipelineDependencies().audit,
      fallback: new S3AuditFallback({
        bucket: settings().EVIDENCE_BUCKET_NAME,
        region: settings().AWS_REGION,
        endpoint: s3Endpoint(),
      }),
      changes: new DynamoDbChanges(dynamoDb()),
      ledger: new DynamoDbReconciliationLedger(dynamoDb(), settings().RECONCILIATION_TABLE_NAME),
      withDeadline,
      fellBack: (outcome, error) => {
        metrics().count(METRICS[outcome]);
        logger().error(MESSAGES[outcome], { dependency: outcome === 'kept' ? 'audit' : 'audit-fallback', error });
      },
      noteFailed: (error) => {
        logger().error('audit fallback not noted', { dependency: 'reconciliation', error });
      },
    }),
);

/** What functions need that open a patient's record also under an emergency grant while the audit table is down. */
export const emergencyReadDependencies = once(
  (): EnvelopeDependencies & PatientReaders & EmergencyReaders & EmergencyAudit => ({
    ...servedPatientDependencies(),
    emergencyAudit: emergencyAudit(),
  }),
);
