import { templateOf } from './support/assembly';
import { type NamedResource, referenced, resource, resourcesOfType, statementsOf } from './support/template';

const data = templateOf('Data');

describe('guarantee 1, 164.312(c)(1): the object-lock bucket', () => {
  const bucketOf = (stage: 'dev' | 'prod'): NamedResource =>
    resource(templateOf('Data', stage), 'AWS::S3::Bucket', 'EvidenceBucket');

  it('keeps objects for 35 days in COMPLIANCE mode, and in the stage dev for one in GOVERNANCE mode', () => {
    const retentionOf = (stage: 'dev' | 'prod'): unknown => bucketOf(stage).properties.ObjectLockConfiguration;

    expect(retentionOf('prod')).toEqual({
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 35 } },
    });
    expect(retentionOf('dev')).toEqual({
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } },
    });
  });

  it('shares no KMS key with the audit table: it has none', () => {
    expect(bucketOf('prod').properties.BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    });
    expect(resource(data, 'AWS::DynamoDB::Table', 'TablesAuditTable').properties.SSESpecification).toMatchObject({
      SSEType: 'KMS',
    });
  });

  it('is versioned and closed to the public', () => {
    expect(bucketOf('prod').properties).toMatchObject({
      ObjectLockEnabled: true,
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  it('lets nobody delete an object or a version, nor let them expire, nor put under a key of their own, and nobody in without TLS 1.2', () => {
    const bucket = bucketOf('dev').logicalId;
    const policy = resourcesOfType(data, 'AWS::S3::BucketPolicy').find(
      ({ properties }) => referenced(properties.Bucket) === bucket,
    );
    const denials = statementsOf(policy?.properties.PolicyDocument).filter(({ effect }) => effect === 'Deny');

    expect(denials).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          principal: { AWS: '*' },
          actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
          conditions: undefined,
        }),
        // S3 removes by a rule what it lets nobody remove by a call.
        expect.objectContaining({
          principal: { AWS: '*' },
          actions: ['s3:PutLifecycleConfiguration'],
          resources: [{ 'Fn::GetAtt': [bucket, 'Arn'] }],
          conditions: undefined,
        }),
        // An object under a key of the caller's own would be there and could not be read.
        expect.objectContaining({
          actions: ['s3:PutObject'],
          conditions: {
            Null: { 's3:x-amz-server-side-encryption': 'false' },
            StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' },
          },
        }),
        expect.objectContaining({
          actions: ['s3:PutObject'],
          conditions: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
        }),
        expect.objectContaining({ actions: ['s3:*'], conditions: { Bool: { 'aws:SecureTransport': 'false' } } }),
        expect.objectContaining({ actions: ['s3:*'], conditions: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
      ]),
    );
  });
});
