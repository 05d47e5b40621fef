import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startEngines as start, type Engines, type EnginesOptions } from '../../../infra/local/engines/engines';
import { EnginesDirectoryInUseError } from '../../../infra/local/engines/storage/directory-lock';
import { enginesOptions, USER } from './engines-options';
import { clientOf, GIVEN_DYNAMODB_ENDPOINT, withTemporaryDirectory } from './sdk-environment';

/** Clients led by the environment alone. */
function clientsOf(environment: Readonly<Record<string, string>>) {
  const client = <C>(Client: new (configuration: object) => C, variable: string) =>
    clientOf(Client, variable, environment[`AWS_ENDPOINT_URL_${variable}`] ?? '');
  return {
    dynamodb: client(DynamoDBClient, 'DYNAMODB'),
    kms: client(KMSClient, 'KMS'),
    s3: client(S3Client, 'S3'),
    secrets: client(SecretsManagerClient, 'SECRETS_MANAGER'),
    cognito: client(CognitoIdentityProviderClient, 'COGNITO_IDENTITY_PROVIDER'),
  };
}

const TableName = `local-${randomUUID()}-patients`;
const table = new CreateTableCommand({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
});

/** Ends what a failed test left behind, or jest would wait for it. */
const leftOver: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of leftOver.splice(0)) await end();
});

async function startEngines(options: EnginesOptions): Promise<Engines> {
  const engines = await start(options);
  leftOver.push(() => engines.close());
  return engines;
}

describe('the engines of the local stack together', () => {
  it('give the SDK clients all they need through AWS_ENDPOINT_URL_* alone, on 127.0.0.1', async () => {
    const engines = await startEngines(enginesOptions());
    for (const url of Object.values(engines.environment)) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { dynamodb, kms, s3, secrets, cognito } = clientsOf({ ...engines.environment });
    await dynamodb.send(new ListTablesCommand({}));
    const KeyId = engines.kms.keyArns.get('alias/phi');
    await expect(kms.send(new DescribeKeyCommand({ KeyId }))).resolves.toBeDefined();
    await s3.send(new PutObjectCommand({ Bucket: 'evidence', Key: 'k', Body: 'v' }));
    const secret = await secrets.send(new GetSecretValueCommand({ SecretId: 'cursor-key' }));
    expect(secret.SecretString).toBe('secret');
    const signIn = new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: engines.cognito.clientId,
      AuthParameters: { USERNAME: USER.email, PASSWORD: USER.password },
    });
    await expect(cognito.send(signIn)).resolves.toMatchObject({ AuthenticationResult: { TokenType: 'Bearer' } });
    await engines.close();
    await expect(fetch(engines.kms.url)).rejects.toThrow('fetch failed');
  });

  it('refuse a directory that another stack uses, and let go of it at close', () =>
    withTemporaryDirectory(async (directory) => {
      const first = await startEngines(enginesOptions(directory));
      await expect(startEngines(enginesOptions(directory))).rejects.toBeInstanceOf(EnginesDirectoryInUseError);
      await first.close();
      await (await startEngines(enginesOptions(directory))).close();
    }));

  it('close what has started when one of them does not start', () =>
    withTemporaryDirectory(async (directory) => {
      await (await startEngines(enginesOptions(directory))).close();
      const state = join(directory, 'cognito', 'user-pool.json');
      await writeFile(state, 'not a state');
      await expect(startEngines(enginesOptions(directory))).rejects.toMatchObject({ code: 'engine-state-corrupt' });
      await writeFile(state, '');
      await expect(startEngines(enginesOptions(directory))).rejects.toMatchObject({ code: 'engine-state-corrupt' });
    }));

  it('refuse a fixed port that is taken', async () => {
    const first = await startEngines(enginesOptions());
    const port = Number(new URL(first.kms.url).port);
    await expect(startEngines({ ...enginesOptions(), ports: { kms: port } })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await first.close();
  });
});

describe('after kill -9 in the middle of writes', () => {
  async function startProcess(
    directory: string,
  ): Promise<{ child: ChildProcess; environment: Record<string, string> }> {
    const script = require.resolve('./engines-process');
    const child = spawn(process.execPath, ['-r', 'esbuild-register', script, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    leftOver.push(() => void child.kill('SIGKILL'));
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    return { child, environment: JSON.parse(String(line)) };
  }

  it('every write that was acknowledged is there, the state loads, and the engine’s process is gone', () =>
    withTemporaryDirectory(async (directory) => {
      const { child, environment } = await startProcess(directory);
      const before = clientsOf(environment);
      await before.dynamodb.send(table);
      const acknowledged = { keys: [] as string[], objects: [] as string[], items: [] as string[], secret: -1 };
      /** Writes until the connection breaks. */
      const repeat = async (write: (index: number) => Promise<unknown>) => {
        for (let index = 0; ; index += 1) await write(index);
      };
      const writers = [
        repeat(async () => {
          const { KeyMetadata } = await before.kms.send(new CreateKeyCommand({}));
          acknowledged.keys.push(KeyMetadata?.KeyId ?? '');
        }),
        repeat(async (index) => {
          await before.s3.send(new PutObjectCommand({ Bucket: 'evidence', Key: `tile/${index}`, Body: `${index}` }));
          acknowledged.objects.push(String(index));
        }),
        repeat(async (index) => {
          const Item = { pk: { S: String(index) } };
          await before.dynamodb.send(new PutItemCommand({ TableName, Item }));
          acknowledged.items.push(String(index));
        }),
        repeat(async (index) => {
          const put = new PutSecretValueCommand({ SecretId: 'cursor-key', SecretString: String(index) });
          await before.secrets.send(put);
          acknowledged.secret = index;
        }),
      ];
      const written = Promise.allSettled(writers);
      await sleep(700);
      child.kill('SIGKILL');
      await written;
      expect(acknowledged.keys.length).toBeGreaterThan(3);

      // The next start may come at once: the lock is stale, and the old engine process may still be ending.
      const engines = await startEngines(enginesOptions(directory));
      const after = clientsOf({ ...engines.environment });
      for (const KeyId of acknowledged.keys) await after.kms.send(new DescribeKeyCommand({ KeyId }));
      for (const index of acknowledged.objects) {
        const { Body } = await after.s3.send(new GetObjectCommand({ Bucket: 'evidence', Key: `tile/${index}` }));
        expect(await Body?.transformToString()).toBe(index);
      }
      for (const index of acknowledged.items) {
        const get = new GetItemCommand({ TableName, Key: { pk: { S: index } } });
        expect((await after.dynamodb.send(get)).Item).toBeDefined();
      }
      const { SecretString } = await after.secrets.send(new GetSecretValueCommand({ SecretId: 'cursor-key' }));
      expect(Number(SecretString)).toBeGreaterThanOrEqual(acknowledged.secret);
      await engines.close();
      if (GIVEN_DYNAMODB_ENDPOINT === undefined) {
        await expect(fetch(environment.upstream ?? '')).rejects.toThrow('fetch failed');
      }
    }));
});
