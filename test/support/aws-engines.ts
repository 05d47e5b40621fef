import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { createTables } from '../../infra/local/create-tables';
import { startDynamoDb } from '../../infra/local/engines/dynamodb/start-dynamodb';
import { FaultRegistry } from '../../infra/local/engines/faults/fault-registry';
import type { Fault } from '../../infra/local/engines/faults/fault';
import { startKms } from '../../infra/local/engines/kms/start-kms';
import { startS3 } from '../../infra/local/engines/s3/start-s3';
import {
  appendOnlyTables,
  bucketSeeds,
  keySeeds,
  LOCAL_REGION,
  logicalTableName,
  PHI_KEY_ALIAS,
  physicalTableName,
} from '../../infra/local/local-resources';
import { dynamoDbClient, kmsClient } from '../../shared/adapters/aws/clients';

/** What the SDK reads: no profile files, and credentials that are none. */
Object.assign(process.env, {
  AWS_REGION: LOCAL_REGION,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

export const auditTables = { audit: physicalTableName('audit'), auditDays: physicalTableName('audit-days') };

/** The engines that the AWS adapters run against, with the clients of the functions. In memory. */
export class AwsEngines {
  readonly dynamoDb: DynamoDBClient;
  readonly kms: KMSClient;
  readonly s3: S3Client;
  readonly keyArn: string;

  private constructor(
    private readonly faults: FaultRegistry,
    private readonly dynamoDbEngine: Awaited<ReturnType<typeof startDynamoDb>>,
    private readonly kmsEngine: Awaited<ReturnType<typeof startKms>>,
    private readonly s3Engine: Awaited<ReturnType<typeof startS3>>,
  ) {
    process.env.AWS_ENDPOINT_URL_DYNAMODB = dynamoDbEngine.url;
    process.env.AWS_ENDPOINT_URL_KMS = kmsEngine.url;
    this.dynamoDb = dynamoDbClient();
    this.kms = kmsClient();
    this.s3 = new S3Client({ endpoint: s3Engine.url, forcePathStyle: true });
    this.keyArn = kmsEngine.keyArns.get(PHI_KEY_ALIAS) ?? '';
  }

  static async start(): Promise<AwsEngines> {
    const faults = new FaultRegistry();
    const account = { region: LOCAL_REGION, accountId: '000000000000', now: () => new Date() };
    const [dynamoDb, kms, s3] = await Promise.all([
      startDynamoDb({ faults, logicalTableName, appendOnlyTables }),
      startKms({ ...account, faults, keys: keySeeds }),
      startS3({ ...account, faults, buckets: bucketSeeds }),
    ]);
    await createTables(dynamoDb.upstreamUrl, '');
    return new AwsEngines(faults, dynamoDb, kms, s3);
  }

  /** Plays a fault until `heal()`, or as often as said. */
  fail(fault: Omit<Fault, 'count'> & { readonly count?: number }): void {
    const added = this.faults.add({ count: 0, ...fault });
    if (!added.ok) throw new Error(added.code);
  }

  heal(): void {
    this.faults.clear();
  }

  /** Where S3 is. */
  get s3Url(): string {
    return this.s3Engine.url;
  }

  /** Calls of a DynamoDB operation since the start. */
  callsOf(operation: string): number {
    return this.dynamoDbEngine.callCounts()[operation] ?? 0;
  }

  async close(): Promise<void> {
    this.dynamoDb.destroy();
    this.kms.destroy();
    this.s3.destroy();
    await Promise.all([this.dynamoDbEngine.close(), this.kmsEngine.close(), this.s3Engine.close()]);
  }
}
