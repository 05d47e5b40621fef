import { type TableDefinition, type TableName, tables } from '../../shared/config/tables';
import { RECOVERY_DAYS } from '../../shared/domain/key-destruction';
import { templateOf } from './support/assembly';
import { type NamedResource, resource, resourcesOfType, statementsOf } from './support/template';

const data = templateOf('Data');
const definitions: Readonly<Record<TableName, TableDefinition>> = tables;
const tableNames = Object.keys(tables) as TableName[];

const pascalCase = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

const tableOf = (name: TableName): NamedResource =>
  resource(data, 'AWS::DynamoDB::Table', `Tables${pascalCase(name)}Table`);

const keyElements = ({
  partitionKey,
  sortKey,
}: {
  readonly partitionKey: string;
  readonly sortKey?: string;
}): unknown => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  ...(sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: 'RANGE' }]),
];

const appendOnly = tableNames.filter((name) => definitions[name].appendOnly);
const changeable = tableNames.filter((name) => !definitions[name].appendOnly);

describe('164.312(a)(2)(iv), 164.308(a)(7)(ii)(A): tables are encrypted and recoverable', () => {
  it('each table of the definition is deployed, and no other', () => {
    expect(resourcesOfType(data, 'AWS::DynamoDB::Table')).toHaveLength(tableNames.length);
  });

  it.each(tableNames)('%s: customer managed key, point-in-time recovery, deletion protection', (name) => {
    const { properties } = tableOf(name);

    expect(properties).toMatchObject({
      SSESpecification: {
        SSEEnabled: true,
        SSEType: 'KMS',
        KMSMasterKeyId: { 'Fn::GetAtt': [resource(data, 'AWS::KMS::Key', 'DataKey').logicalId, 'Arn'] },
      },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it.each(tableNames)('%s: keys, indexes, stream, and TTL are those of the definition', (name) => {
    const { properties } = tableOf(name);
    const { indexes, stream, ttlAttribute, ...keys } = definitions[name];

    expect(properties.KeySchema).toEqual(keyElements(keys));
    expect(properties.GlobalSecondaryIndexes ?? []).toEqual(
      Object.entries(indexes).map(([IndexName, index]) => ({
        IndexName,
        KeySchema: keyElements(index),
        Projection: { ProjectionType: 'ALL' },
      })),
    );
    expect(properties.StreamSpecification).toEqual(stream ? { StreamViewType: 'NEW_AND_OLD_IMAGES' } : undefined);
    expect(properties.TimeToLiveSpecification).toEqual(
      ttlAttribute === undefined ? undefined : { AttributeName: ttlAttribute, Enabled: true },
    );
  });
});

describe('164.312(b), (c)(1): the audit log is append-only for everyone', () => {
  it('the audit tables are among the append-only ones', () => {
    expect(appendOnly).toEqual(expect.arrayContaining(['audit', 'audit-days']));
  });

  it.each(appendOnly)('%s: the resource policy denies every principal to change or remove an item', (name) => {
    const policy = tableOf(name).properties.ResourcePolicy as { readonly PolicyDocument: unknown };
    const statements = statementsOf(policy.PolicyDocument);

    expect(statements).toEqual([
      {
        effect: 'Deny',
        principal: { AWS: '*' },
        actions: [
          'dynamodb:BatchWriteItem',
          'dynamodb:DeleteItem',
          'dynamodb:PartiQLDelete',
          'dynamodb:PartiQLInsert',
          'dynamodb:PartiQLUpdate',
          'dynamodb:UpdateItem',
        ],
        resources: ['*'],
        // DynamoDB's own deletion after the retention (TTL) passes, and nobody else.
        conditions: { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
      },
    ]);
  });

  it.each(changeable)('%s: has no resource policy', (name) => {
    expect(tableOf(name).properties.ResourcePolicy).toBeUndefined();
  });
});

describe('164.312(a)(2)(iv): the KMS keys', () => {
  it('are two, and both rotate', () => {
    const keys = resourcesOfType(data, 'AWS::KMS::Key');

    expect(keys.map(({ properties }) => properties.EnableKeyRotation)).toEqual([true, true]);
  });

  it('the PHI key refuses everyone who does not name our encryption context', () => {
    const statements = statementsOf(resource(data, 'AWS::KMS::Key', 'PhiKey').properties.KeyPolicy);
    const denials = statements.filter(({ effect }) => effect === 'Deny');

    expect(denials).toEqual([
      expect.objectContaining({
        principal: { AWS: '*' },
        actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        conditions: { StringNotEquals: { 'kms:EncryptionContext:app': 'phiducia' } },
      }),
    ]);
  });

  it('the PHI key encrypts no table, bucket, secret, log group, or vault', () => {
    const phiKey = resource(data, 'AWS::KMS::Key', 'PhiKey').logicalId;
    const users = Object.entries(data.Resources).filter(([id]) => id !== phiKey);

    expect(users.filter(([, { Properties }]) => JSON.stringify(Properties ?? {}).includes(phiKey))).toEqual([]);
  });
});

describe('164.308(a)(7)(ii)(A): the backup plan', () => {
  const backedUp = (
    resource(data, 'AWS::Backup::BackupSelection').properties.BackupSelection as {
      readonly Resources: readonly unknown[];
    }
  ).Resources.map((arn) => JSON.stringify(arn));

  const isBackedUp = (name: TableName): boolean => backedUp.some((arn) => arn.includes(tableOf(name).logicalId));

  it('holds every table but the keys and the sessions', () => {
    expect(tableNames.filter((name) => !isBackedUp(name))).toEqual(['keys', 'sessions']);
  });

  it('keeps the tenant keys out of every backup, so that a destroyed key is gone after 35 days', () => {
    expect(isBackedUp('keys')).toBe(false);
    expect(resourcesOfType(data, 'AWS::Backup::BackupSelection')).toHaveLength(1);
  });

  it('says on certificates what point-in-time recovery reaches back: 35 days, unless a table is told less', () => {
    expect(RECOVERY_DAYS).toBe(35);
    expect(tableOf('keys').properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
  });

  it('keeps backups no longer than point-in-time recovery does', () => {
    expect(resource(data, 'AWS::Backup::BackupPlan').properties.BackupPlan).toMatchObject({
      BackupPlanRule: [{ Lifecycle: { DeleteAfterDays: 35 } }],
    });
  });
});

describe('the cursor key', () => {
  it('is generated, long enough, and encrypted with the data key', () => {
    expect(resource(data, 'AWS::SecretsManager::Secret').properties).toMatchObject({
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
      KmsKeyId: { 'Fn::GetAtt': [resource(data, 'AWS::KMS::Key', 'DataKey').logicalId, 'Arn'] },
    });
  });
});
