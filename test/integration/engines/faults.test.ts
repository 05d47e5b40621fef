import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateKeyCommand, GenerateRandomCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { HeadBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { FaultRegistry } from '../../../infra/local/engines/faults/fault-registry';
import { startKms, type KmsEngine } from '../../../infra/local/engines/kms/start-kms';
import { startS3, type S3Engine } from '../../../infra/local/engines/s3/start-s3';
import {
  startSecretsManager,
  type SecretsManagerEngine,
} from '../../../infra/local/engines/secrets-manager/start-secrets-manager';
import { clientOf, engineSettings } from './sdk-environment';

const FAULT = { service: 'kms', operation: 'GenerateRandom', error: 'ThrottlingException', count: 1 };

describe('the fault registry', () => {
  it.each([
    ['no object', 'x', ['']],
    ['an unknown service', { ...FAULT, service: 'ec2' }, ['service']],
    ['an operation that is no API name', { ...FAULT, operation: 'a b' }, ['operation']],
    ['an error that is neither an AWS name nor a kind', { ...FAULT, error: 'hangs' }, ['error']],
    ['a negative count', { ...FAULT, count: -1 }, ['count']],
    ['a count that is no number', { ...FAULT, count: '1' }, ['count']],
    ['an unknown member', { ...FAULT, more: 1 }, ['']],
  ])('refuses %s with the path and without the value', (_, input, paths) => {
    const refused = new FaultRegistry().add(input);
    expect(refused).toMatchObject({ ok: false, code: 'fault-invalid' });
    expect(refused.ok ? [] : refused.errors.map(({ path }) => path)).toEqual(paths);
  });

  it('refuses more than 100 faults', () => {
    const registry = new FaultRegistry();
    for (let index = 0; index < 100; index += 1) expect(registry.add(FAULT).ok).toBe(true);
    expect(registry.add(FAULT)).toMatchObject({ ok: false, code: 'fault-list-full' });
    expect(registry.clear()).toBe(100);
    expect(registry.list()).toEqual([]);
  });

  it('gives a fault exactly as often as counted, the oldest first, and one with count 0 until cleared', () => {
    const registry = new FaultRegistry();
    registry.add({ ...FAULT, count: 2 });
    registry.add({ ...FAULT, operation: '*', error: 'AccessDeniedException', count: 0 });
    const take = () => registry.take({ service: 'kms', operation: 'GenerateRandom' })?.error;
    expect(take()).toBe('ThrottlingException');
    expect(registry.list().map(({ count }) => count)).toEqual([1, 0]);
    const rest = Array.from({ length: 4 }, take);
    expect(rest).toEqual(['ThrottlingException', ...Array.from({ length: 3 }, () => 'AccessDeniedException')]);
    registry.clear();
    expect(take()).toBeUndefined();
  });

  it('gives a fault only for its service, its operation, and its table', () => {
    const registry = new FaultRegistry();
    registry.add({ service: 'dynamodb', operation: 'PutItem', table: 'audit', error: 'hang', count: 0 });
    const take = (operation: string, tables?: readonly string[]) =>
      registry.take({ service: 'dynamodb', operation, tables });
    expect(take('GetItem', ['audit'])).toBeUndefined();
    expect(take('PutItem', ['patients'])).toBeUndefined();
    expect(take('PutItem')).toBeUndefined();
    expect(registry.take({ service: 'kms', operation: 'PutItem', tables: ['audit'] })).toBeUndefined();
    expect(take('PutItem', ['patients', 'audit'])?.error).toBe('hang');
  });

  it('gives a fault of several tables to a request that touches them all, whichever stands first', () => {
    const registry = new FaultRegistry();
    const tables = ['keys', 'idempotency', 'audit'];
    const fault = { service: 'dynamodb', operation: 'TransactWriteItems', table: 'keys', error: 'hang', count: 0 };
    expect(registry.add({ ...fault, tables })).toMatchObject({ ok: true });
    const take = (...touched: readonly string[]) =>
      registry.take({ service: 'dynamodb', operation: 'TransactWriteItems', tables: touched });
    expect(take('keys', 'audit')).toBeUndefined();
    expect(take('idempotency', 'audit')).toBeUndefined();
    expect(take('audit', 'audit', 'keys', 'idempotency')?.error).toBe('hang');
    expect(registry.add({ ...fault, tables: [] })).toMatchObject({ ok: false, errors: [{ path: 'tables' }] });
  });
});

describe('faults, as the AWS SDK sees them', () => {
  const settings = engineSettings();
  const { faults } = settings;
  let engine: KmsEngine;
  let s3Engine: S3Engine;
  let secretsEngine: SecretsManagerEngine;
  let kms: KMSClient;
  let s3: S3Client;
  let secrets: SecretsManagerClient;

  beforeAll(async () => {
    engine = await startKms({ ...settings, keys: [] });
    kms = clientOf(KMSClient, 'KMS', engine.url);
    s3Engine = await startS3({ ...settings, buckets: [{ name: 'bucket' }] });
    s3 = clientOf(S3Client, 'S3', s3Engine.url);
    secretsEngine = await startSecretsManager({ ...settings, secrets: [{ name: 'a', generate: () => 'b' }] });
    secrets = clientOf(SecretsManagerClient, 'SECRETS_MANAGER', secretsEngine.url);
  });
  afterEach(() => faults.clear());
  afterAll(() => Promise.all([engine.close(), s3Engine.close(), secretsEngine.close()]));

  const random = () => kms.send(new GenerateRandomCommand({ NumberOfBytes: 8 }));
  const keyCount = async () => (await kms.send(new ListKeysCommand({}))).Keys?.length ?? 0;

  it.each([
    ['ThrottlingException', 400],
    ['AccessDeniedException', 400],
    ['KMSInternalException', 500],
    ['InternalServerError', 500],
    ['InternalFailure', 500],
    ['ServiceUnavailable', 503],
  ])('answers %s with status %i in the JSON shape', async (error, httpStatusCode) => {
    faults.add({ ...FAULT, error });
    await expect(random()).rejects.toMatchObject({ name: error, $metadata: { httpStatusCode } });
    await expect(random()).resolves.toBeDefined();
  });

  it.each([
    ['SlowDown', 503],
    ['ServiceUnavailable', 503],
    ['InternalError', 500],
    ['AccessDenied', 403],
  ])('answers %s with status %i in the XML shape of S3', async (error, httpStatusCode) => {
    faults.add({ service: 's3', operation: 'ListObjectsV2', error, count: 1 });
    const list = () => s3.send(new ListObjectsV2Command({ Bucket: 'bucket' }));
    await expect(list()).rejects.toMatchObject({ name: error, $metadata: { httpStatusCode } });
    await expect(list()).resolves.toMatchObject({ KeyCount: 0 });
  });

  it('plays the faults of Secrets Manager', async () => {
    faults.add({ service: 'secretsmanager', operation: '*', error: 'InternalServiceError', count: 1 });
    const get = () => secrets.send(new GetSecretValueCommand({ SecretId: 'a' }));
    await expect(get()).rejects.toMatchObject({ name: 'InternalServiceError', $metadata: { httpStatusCode: 500 } });
    await expect(get()).resolves.toMatchObject({ SecretString: 'b' });
  });

  it('does nothing before a reset', async () => {
    const before = await keyCount();
    faults.add({ ...FAULT, operation: 'CreateKey', error: 'reset' });
    await expect(kms.send(new CreateKeyCommand({}))).rejects.toThrow(/ECONNRESET|socket hang up/);
    expect(await keyCount()).toBe(before);
  });

  it('has done the work when the reply is lost', async () => {
    const before = await keyCount();
    faults.add({ ...FAULT, operation: 'CreateKey', error: 'lost_reply' });
    await expect(kms.send(new CreateKeyCommand({}))).rejects.toThrow(/ECONNRESET|socket hang up/);
    expect(await keyCount()).toBe(before + 1);
    faults.add({ service: 's3', operation: 'PutObject', error: 'lost_reply', count: 1 });
    const put = new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'v', IfNoneMatch: '*' });
    await expect(s3.send(put)).rejects.toThrow(/ECONNRESET|socket hang up/);
    await expect(s3.send(put)).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('leaves a hung request without answer until the client gives up, and does nothing', async () => {
    const before = await keyCount();
    faults.add({ ...FAULT, operation: 'CreateKey', error: 'hang' });
    const abortSignal = AbortSignal.timeout(150);
    await expect(kms.send(new CreateKeyCommand({}), { abortSignal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(await keyCount()).toBe(before);
  });

  it('ends hung requests when the engine closes', async () => {
    const closing = await startS3({ ...settings, buckets: [] });
    faults.add({ service: 's3', operation: 'HeadBucket', error: 'hang', count: 1 });
    const client = clientOf(S3Client, 'S3', closing.url);
    const hung = client.send(new HeadBucketCommand({ Bucket: 'bucket' })).catch((error: unknown) => error);
    while (closing.callCounts().HeadBucket === undefined) await new Promise((done) => setTimeout(done, 5));
    await closing.close();
    expect(await hung).toBeInstanceOf(Error);
  });

  it('refuses a Host that is not loopback', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((done) => {
      const sent = request(engine.url, { method: 'POST', headers: { host: 'example.org' } }, (response) => {
        response.resume();
        done(response.statusCode);
      });
      sent.end();
    });
    expect(status).toBe(421);
  });
});
