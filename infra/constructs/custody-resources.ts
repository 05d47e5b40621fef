import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { TableName } from '../../shared/config/tables';
import type { GrantResources } from './grant';
import type { EnvironmentResources } from './function-environment';

/** What functions work on. */
export interface CustodyResources {
  readonly tables: Readonly<Record<TableName, ITable>>;
  readonly dataKey: IKey;
  readonly phiKey: IKey;
  readonly cursorKeySecret: ISecret;
  readonly evidenceBucket: IBucket;
  /** Operators put the legacy keys of each covered entity into a secret of this prefix; no stack makes one. */
  readonly fernetSecretPrefix: string;
  readonly client: IUserPoolClient;
}

const eachTable = (
  tables: CustodyResources['tables'],
  property: (table: ITable) => string,
): Readonly<Record<TableName, string>> => ({
  audit: property(tables.audit),
  'audit-days': property(tables['audit-days']),
  baa: property(tables.baa),
  disclosures: property(tables.disclosures),
  idempotency: property(tables.idempotency),
  jobs: property(tables.jobs),
  keys: property(tables.keys),
  patients: property(tables.patients),
  'care-teams': property(tables['care-teams']),
  'patient-index': property(tables['patient-index']),
  biometrics: property(tables.biometrics),
  'emergency-grants': property(tables['emergency-grants']),
  'breach-assessments': property(tables['breach-assessments']),
  'emergency-suspensions': property(tables['emergency-suspensions']),
  reconciliation: property(tables.reconciliation),
  rollups: property(tables.rollups),
  sequence: property(tables.sequence),
  sessions: property(tables.sessions),
});

const streamArnOf = ({ tableStreamArn }: ITable): string => {
  if (tableStreamArn === undefined) throw new Error('The table has no stream.');
  return tableStreamArn;
};

/** Under which name the bucket's stack exports its ARN to others. */
const exportNameOf = (bucket: IBucket): string => {
  const owner = Stack.of(bucket);
  const { 'Fn::ImportValue': name } = owner.resolve(owner.exportValue(bucket.bucketArn)) as {
    readonly 'Fn::ImportValue': string;
  };
  return name;
};

/** The ARNs that capabilities turn into permissions. */
export const grantResourcesOf = (stack: Stack, resources: CustodyResources): GrantResources => ({
  region: stack.region,
  tableArns: eachTable(resources.tables, ({ tableArn }) => tableArn),
  auditStreamArn: streamArnOf(resources.tables.audit),
  jobsStreamArn: streamArnOf(resources.tables.jobs),
  dataKeyArn: resources.dataKey.keyArn,
  phiKeyArn: resources.phiKey.keyArn,
  cursorKeySecretArn: resources.cursorKeySecret.secretArn,
  evidenceBucket: { arn: resources.evidenceBucket.bucketArn, exportName: exportNameOf(resources.evidenceBucket) },
  fernetSecrets: {
    prefix: resources.fernetSecretPrefix,
    arns: stack.formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${resources.fernetSecretPrefix}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  },
});

/** The names that functions find in their environment. */
export const environmentResourcesOf = (resources: CustodyResources): EnvironmentResources => ({
  tableNames: eachTable(resources.tables, ({ tableName }) => tableName),
  phiKeyArn: resources.phiKey.keyArn,
  cursorKeySecretArn: resources.cursorKeySecret.secretArn,
  evidenceBucketName: resources.evidenceBucket.bucketName,
  fernetSecretPrefix: resources.fernetSecretPrefix,
  userPoolClientId: resources.client.userPoolClientId,
});
