import { S3Client } from '@aws-sdk/client-s3';
import type { LocalStack } from './local-stack';

/** A client of the stack's buckets past the API, for what a test must see in them. */
export const rawBucket = (stack: LocalStack): S3Client =>
  new S3Client({
    endpoint: stack.environment.AWS_ENDPOINT_URL_S3,
    forcePathStyle: true,
    region: stack.ready.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
