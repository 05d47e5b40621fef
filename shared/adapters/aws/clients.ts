import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/**
 * Bounds of every AWS call: three attempts of 1.5 seconds at most, with the SDK's jittered backoff between them, so that
 * a hanging dependency ends well before the function's own timeout.
 */
const BOUNDED = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 1500, throwOnRequestTimeout: true },
} as const;

/** Clients name no endpoint: deployed it is AWS, locally `AWS_ENDPOINT_URL_*`. */
export const dynamoDbClient = (): DynamoDBClient => new DynamoDBClient(BOUNDED);
export const kmsClient = (): KMSClient => new KMSClient(BOUNDED);
export const s3Client = (): S3Client => new S3Client(BOUNDED);
export const secretsManagerClient = (): SecretsManagerClient => new SecretsManagerClient(BOUNDED);
