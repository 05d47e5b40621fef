import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  startSecretsManager,
  type SecretsManagerEngine,
} from '../../../infra/local/engines/secrets-manager/start-secrets-manager';
import { clientOf, DAY, engineSettings, MovableClock, withTemporaryDirectory } from './sdk-environment';

describe('the local Secrets Manager, driven by the AWS SDK', () => {
  const clock = new MovableClock();
  const cursorKey = randomBytes(32);
  let engine: SecretsManagerEngine;
  let secrets: SecretsManagerClient;

  beforeAll(async () => {
    const seeds = [{ name: 'phiducia/cursor-key', generate: () => cursorKey }];
    engine = await startSecretsManager({ ...engineSettings(clock), secrets: seeds });
    secrets = clientOf(SecretsManagerClient, 'SECRETS_MANAGER', engine.url);
  });
  afterAll(() => engine.close());

  const get = (SecretId: string, VersionStage?: string) =>
    secrets.send(new GetSecretValueCommand({ SecretId, VersionStage }));
  const create = (Name: string, SecretString: string, ClientRequestToken?: string) =>
    secrets.send(new CreateSecretCommand({ Name, SecretString, ClientRequestToken }));

  it('refuses an unknown secret, and an unknown stage, as ResourceNotFoundException', async () => {
    await expect(get('none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(get('phiducia/cursor-key', 'AWSPREVIOUS')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('refuses a second secret of the same name, unless it is the same request repeated', async () => {
    const token = randomUUID();
    const first = await create('once', 'value', token);
    await expect(create('once', 'value', token)).resolves.toMatchObject({ ARN: first.ARN, VersionId: token });
    await expect(create('once', 'other', token)).rejects.toMatchObject({ name: 'ResourceExistsException' });
    await expect(create('once', 'value')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('refuses text and binary at once, and neither', async () => {
    const both = new PutSecretValueCommand({
      SecretId: 'phiducia/cursor-key',
      SecretString: 'a',
      SecretBinary: cursorKey,
    });
    await expect(secrets.send(both)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const neither = new PutSecretValueCommand({ SecretId: 'phiducia/cursor-key' });
    await expect(secrets.send(neither)).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  it('refuses the value of a deleted secret, gives it back when restored, and forgets it after the window', async () => {
    await create('leaving', 'value');
    await secrets.send(new DeleteSecretCommand({ SecretId: 'leaving', RecoveryWindowInDays: 7 }));
    await expect(get('leaving')).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await secrets.send(new RestoreSecretCommand({ SecretId: 'leaving' }));
    await expect(get('leaving')).resolves.toMatchObject({ SecretString: 'value' });
    await secrets.send(new DeleteSecretCommand({ SecretId: 'leaving', RecoveryWindowInDays: 7 }));
    clock.offset = 7 * DAY + 1000;
    await expect(get('leaving')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    clock.offset = 0;
    await create('gone', 'value');
    await secrets.send(new DeleteSecretCommand({ SecretId: 'gone', ForceDeleteWithoutRecovery: true }));
    await expect(get('gone')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('moves AWSCURRENT to the new version and AWSPREVIOUS to the one before', async () => {
    await create('rotated', 'first');
    for (const SecretString of ['second', 'third']) {
      await secrets.send(new PutSecretValueCommand({ SecretId: 'rotated', SecretString }));
    }
    expect((await get('rotated')).SecretString).toBe('third');
    expect((await get('rotated', 'AWSPREVIOUS')).SecretString).toBe('second');
    const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId: 'rotated' }));
    expect(Object.values(VersionIdsToStages).sort()).toEqual([['AWSCURRENT'], ['AWSPREVIOUS']]);
  });

  it('gives binary secrets byte for byte, by name and by ARN', async () => {
    const arn = engine.secretArns.get('phiducia/cursor-key') ?? '';
    expect(Buffer.from((await get(arn)).SecretBinary ?? [])).toEqual(cursorKey);
    const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
    expect(SecretList.map(({ ARN }) => ARN)).toContain(arn);
  });

  it('generates a seeded secret once, and keeps it over a restart', () =>
    withTemporaryDirectory(async (directory) => {
      const generate = jest.fn(() => randomBytes(32).toString('hex'));
      const values: (string | undefined)[] = [];
      for (let start = 0; start < 2; start += 1) {
        const settings = { ...engineSettings(), directory, secrets: [{ name: 'seeded', generate }] };
        const started = await startSecretsManager(settings);
        const client = clientOf(SecretsManagerClient, 'SECRETS_MANAGER', started.url);
        values.push((await client.send(new GetSecretValueCommand({ SecretId: 'seeded' }))).SecretString);
        await started.close();
      }
      expect(generate).toHaveBeenCalledTimes(1);
      expect(values[0]).toBe(values[1]);
    }));
});
