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

interface WithMiddleware {
  readonly middlewareStack: { remove(name: string): boolean };
}

/**
 * The SDK describes input and output of every call for a logger, even where there is none: a fifth of what a large
 * answer costs. And what it would log is PHI.
 */
const unlogged = <Client extends WithMiddleware>(client: Client): Client => {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
};

/** Clients name no endpoint: deployed it is AWS, locally `AWS_ENDPOINT_URL_*`. */
export const dynamoDbClient = (): DynamoDBClient => unlogged(new DynamoDBClient(BOUNDED));
export const kmsClient = (): KMSClient => unlogged(new KMSClient(BOUNDED));
export const s3Client = (): S3Client => unlogged(new S3Client(BOUNDED));
export const secretsManagerClient = (): SecretsManagerClient => unlogged(new SecretsManagerClient(BOUNDED));
