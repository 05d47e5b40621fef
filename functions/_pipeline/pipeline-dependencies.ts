import { dynamoDbClient } from '../../shared/adapters/aws/clients';
import { type AuditTables, DynamoDbAuditTrail } from '../../shared/adapters/aws/dynamodb-audit-trail';
import { DynamoDbBaaRegistry } from '../../shared/adapters/aws/dynamodb-baa-registry';
import { DynamoDbSessionStore } from '../../shared/adapters/aws/dynamodb-session-store';
import { systemClock, systemRandomness } from '../../shared/adapters/aws/system-sources';
import type { Settings } from '../../shared/config/settings';
import { logger, metrics, once, settings } from './composition-root';
import type { PipelineDependencies } from './exchange';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const dynamoDb = once(dynamoDbClient);

export const auditTables = (): AuditTables => ({
  audit: settings().AUDIT_TABLE_NAME,
  auditDays: settings().AUDIT_DAYS_TABLE_NAME,
});

/** What every authenticated function needs, made of its settings. */
export const dependenciesFor = (configured: Settings): PipelineDependencies => {
  const { AUDIT_TABLE_NAME: audit, AUDIT_DAYS_TABLE_NAME: auditDays } = configured;
  return {
    clock: systemClock,
    randomness: systemRandomness,
    audit: new DynamoDbAuditTrail(dynamoDb(), { audit, auditDays }),
    sessions: new DynamoDbSessionStore(dynamoDb(), configured.SESSIONS_TABLE_NAME),
    baas: new DynamoDbBaaRegistry(dynamoDb(), configured.BAA_TABLE_NAME),
    logger: logger(),
    metrics: metrics(),
    enabled: configured.HIPAA_ENABLED === 'true',
    region: configured.AWS_REGION,
    allowedRegions: configured.HIPAA_ALLOWED_REGIONS,
    sessionLimits: {
      idleMs: configured.SESSION_IDLE_MINUTES * MINUTE_MS,
      absoluteMs: configured.SESSION_ABSOLUTE_HOURS * HOUR_MS,
    },
    clientId: configured.USER_POOL_CLIENT_ID,
    retentionYears: configured.HIPAA_AUDIT_LOG_RETENTION_YEARS,
  };
};

/** The dependencies of this function's own settings. @throws MisconfiguredError */
export const pipelineDependencies = once((): PipelineDependencies => dependenciesFor(settings()));
