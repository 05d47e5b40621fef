import { kmsClient } from '../../shared/adapters/aws/clients';
import { DynamoDbAuditInspection } from '../../shared/adapters/aws/dynamodb-audit-inspection';
import { DynamoDbReconciliationLedger } from '../../shared/adapters/aws/dynamodb-reconciliation-ledger';
import { DynamoDbTenantKeyStore } from '../../shared/adapters/aws/dynamodb-tenant-key-store';
import { KmsKeyInspection } from '../../shared/adapters/aws/kms-key-inspection';
import { KmsKeyWrapping } from '../../shared/adapters/aws/kms-key-wrapping';
import { systemTimeLimit } from '../../shared/adapters/aws/system-sources';
import { LONGEST_PHI_CALL_SECONDS } from '../../shared/api/routes/longest-phi-call';
import type { Foundation, ReadinessDependencies } from '../../shared/application/readiness-probes';
import { MINIMUM_RETENTION_YEARS, type SettingName, type Settings } from '../../shared/config/settings';
import { APPEND_ONLY_DENIED_ACTIONS } from '../../shared/config/tables';
import type { CountName } from '../../shared/config/metrics';
import { mode, once, readableSettings } from './composition-root';
import { dependenciesFor, dynamoDb } from './pipeline-dependencies';

/** The settings that each foundation stands on. */
const FOUNDATION_SETTINGS: Readonly<Record<Foundation, readonly SettingName[]>> = {
  audit: ['AUDIT_TABLE_NAME', 'AUDIT_DAYS_TABLE_NAME'],
  baa: ['BAA_TABLE_NAME'],
  keys: ['TENANT_KEYS_TABLE_NAME'],
  'phi-key': ['PHI_KEY_ARN'],
  regions: ['HIPAA_ALLOWED_REGIONS'],
  retention: ['HIPAA_AUDIT_LOG_RETENTION_YEARS'],
  mode: ['HIPAA_ENABLED'],
};

const misconfigured = (wrong: readonly SettingName[]): ReadonlySet<Foundation> => {
  const foundations = Object.keys(FOUNDATION_SETTINGS) as Foundation[];
  return new Set(foundations.filter((each) => FOUNDATION_SETTINGS[each].some((name) => wrong.includes(name))));
};

const METRICS: Partial<Record<string, CountName>> = { 'audit-append': 'AuditAppendFailed' };

/** Table and key are of one account: functions are told the table's name and the key's ARN. */
const auditTableArn = ({ PHI_KEY_ARN, AWS_REGION, AUDIT_TABLE_NAME }: Settings): string => {
  const [arn, partition, , , account] = PHI_KEY_ARN.split(':');
  return [arn, partition, 'dynamodb', AWS_REGION, account, `table/${AUDIT_TABLE_NAME}`].join(':');
};

/** Read once, since what is wrong is logged. */
const readable = once(readableSettings);

/** The pipeline's own dependencies, of settings that may be wrong in part: this function has to say so. */
export const readinessPipeline = once(() => dependenciesFor(readable().settings));

/** What the function needs that probes the controls. @throws MisconfiguredError */
export const readinessDependencies = once((): ReadinessDependencies => {
  const { settings, wrong } = readable();
  const pipeline = readinessPipeline();
  const kms = kmsClient();
  return {
    ...pipeline,
    mode: mode(),
    auditInspection: new DynamoDbAuditInspection(dynamoDb(), {
      name: settings.AUDIT_TABLE_NAME,
      arn: auditTableArn(settings),
      deniedActions: APPEND_ONLY_DENIED_ACTIONS,
    }),
    keys: new DynamoDbTenantKeyStore(dynamoDb(), settings.TENANT_KEYS_TABLE_NAME),
    wrapping: new KmsKeyWrapping(kms, settings.PHI_KEY_ARN),
    keyInspection: new KmsKeyInspection(kms, settings.PHI_KEY_ARN),
    reconciliation: new DynamoDbReconciliationLedger(dynamoDb(), settings.RECONCILIATION_TABLE_NAME),
    timeLimit: systemTimeLimit,
    leastRetentionYears: MINIMUM_RETENTION_YEARS,
    baaMarginMs: LONGEST_PHI_CALL_SECONDS * 1000,
    misconfigured: misconfigured(wrong),
    resources: {
      phiKey: settings.PHI_KEY_ARN.slice(settings.PHI_KEY_ARN.lastIndexOf(':') + 1),
      auditTable: `table/${settings.AUDIT_TABLE_NAME}`,
    },
    probeFailed: (reason_code, error, request_id) => {
      pipeline.metrics.count(METRICS[reason_code] ?? 'ReadinessProbeFailed');
      pipeline.logger.error('readiness probe failed', { request_id, operation: 'getStatus', reason_code, error });
    },
  };
});
