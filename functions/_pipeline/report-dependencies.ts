import { DynamoDbRollupReader } from '../../shared/adapters/aws/dynamodb-rollup-reader';
import { DynamoDbTenantKeyStore } from '../../shared/adapters/aws/dynamodb-tenant-key-store';
import type { ReportDependencies } from '../../shared/application/compile-report';
import { once, settings } from './composition-root';
import { dynamoDb, pipelineDependencies } from './pipeline-dependencies';

/** What the function needs that compiles reports. */
export const reportDependencies = once((): ReportDependencies => {
  const { ROLLUPS_TABLE_NAME: rollups, SEQUENCE_TABLE_NAME: sequence, TENANT_KEYS_TABLE_NAME: keys } = settings();
  const { clock, randomness, audit, baas } = pipelineDependencies();
  return {
    clock,
    randomness,
    audit,
    baas,
    rollups: new DynamoDbRollupReader(dynamoDb(), { rollups, sequence }),
    keys: new DynamoDbTenantKeyStore(dynamoDb(), keys),
  };
});
