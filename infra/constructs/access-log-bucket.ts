import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../guards/acknowledge';

/** How long access logs of buckets are kept. They hold object keys and callers, and no PHI. */
const RETENTION = Duration.days(365);

/** Holds the server access logs of the other buckets (45 CFR 164.312(b)). */
export class AccessLogBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      // The log delivery service writes to SSE-S3 buckets alone.
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      lifecycleRules: [{ expiration: RETENTION, noncurrentVersionExpiration: Duration.days(1) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(
      this.bucket,
      'hipaa',
      'S3DefaultEncryptionKMS',
      'Server access logs are delivered to SSE-S3 buckets only.',
    );
    acknowledge(
      this.bucket,
      'hipaa',
      'S3BucketReplicationEnabled',
      'Access logs hold no record that must be recoverable.',
    );
  }
}
