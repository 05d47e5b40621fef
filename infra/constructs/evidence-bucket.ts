import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { EVIDENCE_LOCK_DAYS } from '../../shared/config/evidence';
import { acknowledge } from '../guards/acknowledge';

export interface EvidenceBucketProps {
  /** `development`: objects can be removed by an administrator after the bucket's policy is lifted. */
  readonly retention: 'production' | 'development';
  readonly accessLogBucket: IBucket;
}

const RETENTION = {
  production: ObjectLockRetention.compliance(Duration.days(EVIDENCE_LOCK_DAYS)),
  development: ObjectLockRetention.governance(Duration.days(1)),
} as const;

/** What a put may not ask for: SSE-S3 it gets without asking. */
const OTHER_ENCRYPTION = {
  NoOtherEncryption: {
    Null: { 's3:x-amz-server-side-encryption': 'false' },
    StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' },
  },
  NoKeysOfCallers: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
} as const;

/**
 * The object-lock bucket: evidence that nobody can change or remove before its time (45 CFR 164.312(c)(1)), and the
 * second audit sink of emergency access. It shares no KMS key with the audit table (guarantee 1), so it encrypts with
 * SSE-S3: a disabled key must not take both away at once. It holds ids and hashes, no PHI.
 */
export class EvidenceBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { retention, accessLogBucket }: EvidenceBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      objectLockEnabled: true,
      objectLockDefaultRetention: RETENTION[retention],
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      serverAccessLogsBucket: accessLogBucket,
      serverAccessLogsPrefix: 'evidence/',
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'NoDeletion',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        resources: [this.bucket.arnForObjects('*')],
      }),
    );
    // A lifecycle rule is S3's own deletion, which the statement above does not reach once a lock has run out.
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'NoExpiry',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutLifecycleConfiguration'],
        resources: [this.bucket.bucketArn],
      }),
    );
    // An object under a key of somebody's own could not be read, and would look like a lost right of ours.
    for (const [sid, condition] of Object.entries(OTHER_ENCRYPTION)) {
      this.bucket.addToResourcePolicy(
        new PolicyStatement({
          sid,
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: ['s3:PutObject'],
          resources: [this.bucket.arnForObjects('*')],
          conditions: condition,
        }),
      );
    }
    acknowledge(
      this.bucket,
      'hipaa',
      'S3DefaultEncryptionKMS',
      'Guarantee 1: the second audit sink shares no KMS key with the audit table; SSE-S3 keeps it up when a key is not.',
    );
    acknowledge(
      this.bucket,
      'hipaa',
      'S3BucketReplicationEnabled',
      'Replication needs a second bucket in an approved Region; checkpoints leave the Region nightly by SNS instead.',
    );
  }
}
