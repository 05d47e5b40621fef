import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreTokenGenerationTrigger } from './cognito/pre-token-generation';
import { startCognito, type CognitoEngine } from './cognito/start-cognito';
import type { UserPoolSeed, UserSeed } from './cognito/user-pool-seed';
import { startDynamoDb, type DynamoDbEngine } from './dynamodb/start-dynamodb';
import type { FaultRegistry } from './faults/fault-registry';
import type { StartedEngine } from './http/http-outcome';
import type { KeySeed } from './kms/key-seed';
import { startKms, type KmsEngine } from './kms/start-kms';
import type { BucketSeed } from './s3/bucket-seed';
import { startS3, type S3Engine } from './s3/start-s3';
import type { SecretSeed } from './secrets-manager/secret-seed';
import { startSecretsManager, type SecretsManagerEngine } from './secrets-manager/start-secrets-manager';
import { lockDirectory } from './storage/directory-lock';

/** The account in every local ARN. */
const LOCAL_ACCOUNT_ID = '000000000000';

type EngineName = 'dynamodb' | 'kms' | 'secretsManager' | 's3' | 'cognito';

export interface EnginesOptions {
  /** Where the state is kept, one folder per engine; absent: in memory, gone at `close()`. */
  readonly directory?: string;
  /** The clock that tokens, retention, deletion dates, and presigned URLs go by. */
  readonly now: () => Date;
  /** Shared with whoever serves `/__local/faults`. */
  readonly faults: FaultRegistry;
  /** Absent or 0: any free port. */
  readonly ports?: Readonly<Partial<Record<EngineName, number>>>;
  /** The local Region, `us-east-1`. */
  readonly region: string;
  readonly keys: readonly KeySeed[];
  readonly secrets: readonly SecretSeed[];
  readonly buckets: readonly BucketSeed[];
  readonly userPool: UserPoolSeed;
  readonly users: readonly UserSeed[];
  /** The bundled trigger; absent: tokens without its additions. */
  readonly preTokenGeneration?: PreTokenGenerationTrigger;
  /** `AWS_ENDPOINT_URL_DYNAMODB` of the one who starts the stack; absent: the embedded engine. */
  readonly dynamodbEndpoint?: string;
  /** Physical table name → logical one (`phiducia-local-audit` → `audit`), for faults and append-only tables. */
  readonly logicalTableName: (physicalTableName: string) => string;
  /** Logical names of the tables that refuse update, delete, batch write, and writing PartiQL. */
  readonly appendOnlyTables: ReadonlySet<string>;
  /** Told of an exception inside an engine (a bug of ours); the client gets a 500 in any case. */
  readonly onInternalError?: (error: unknown) => void;
}

/** The variables that lead the real SDK clients here; nothing else about a client differs. */
interface EnginesEnvironment {
  readonly AWS_ENDPOINT_URL_DYNAMODB: string;
  /** The same proxy: the streams are polled through it. */
  readonly AWS_ENDPOINT_URL_DYNAMODB_STREAMS: string;
  readonly AWS_ENDPOINT_URL_KMS: string;
  readonly AWS_ENDPOINT_URL_SECRETS_MANAGER: string;
  readonly AWS_ENDPOINT_URL_S3: string;
  readonly AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: string;
}

export interface Engines {
  readonly environment: EnginesEnvironment;
  readonly dynamodb: DynamoDbEngine;
  readonly kms: KmsEngine;
  readonly secretsManager: SecretsManagerEngine;
  readonly s3: S3Engine;
  readonly cognito: CognitoEngine;
  close(): Promise<void>;
}

/**
 * Starts the loopback endpoints of the local stack. If one does not start, those already started are closed again.
 * Not for PHI: nothing here listens beyond 127.0.0.1, and keys lie in files.
 */
export async function startEngines(options: EnginesOptions): Promise<Engines> {
  const { directory, region, now, faults, ports = {}, onInternalError } = options;
  const closers: (() => Promise<void>)[] = [];
  const started = async <E extends StartedEngine>(starting: Promise<E>): Promise<E> => {
    const engine = await starting;
    closers.unshift(() => engine.close());
    return engine;
  };
  const close = async () => {
    for (const closer of closers.splice(0)) await closer();
  };
  const shared = { region, accountId: LOCAL_ACCOUNT_ID, now, faults, onInternalError };
  const folder = (name: string) => (directory === undefined ? undefined : join(directory, name));
  try {
    if (directory !== undefined) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const lock = await lockDirectory(directory);
      closers.unshift(() => lock.release());
    }
    const dynamodb = await started(
      startDynamoDb({
        directory: folder('dynamodb'),
        port: ports.dynamodb,
        endpoint: options.dynamodbEndpoint,
        faults,
        logicalTableName: options.logicalTableName,
        appendOnlyTables: options.appendOnlyTables,
      }),
    );
    const kms = await started(startKms({ ...shared, directory: folder('kms'), port: ports.kms, keys: options.keys }));
    const secretsManager = await started(
      startSecretsManager({
        ...shared,
        directory: folder('secrets-manager'),
        port: ports.secretsManager,
        secrets: options.secrets,
      }),
    );
    const s3 = await started(startS3({ ...shared, directory: folder('s3'), port: ports.s3, buckets: options.buckets }));
    const cognito = await started(
      startCognito({
        ...shared,
        directory: folder('cognito'),
        port: ports.cognito,
        userPool: options.userPool,
        users: options.users,
        preTokenGeneration: options.preTokenGeneration,
      }),
    );
    const environment: EnginesEnvironment = {
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_DYNAMODB_STREAMS: dynamodb.url,
      AWS_ENDPOINT_URL_KMS: kms.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url,
    };
    return { environment, dynamodb, kms, secretsManager, s3, cognito, close };
  } catch (error) {
    await close();
    throw error;
  }
}
