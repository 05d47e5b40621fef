import { createPublicKey, randomBytes, verify } from 'node:crypto';
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateMacCommand,
  GenerateRandomCommand,
  GetKeyRotationStatusCommand,
  GetPublicKeyCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  VerifyCommand,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startKms, type KmsEngine } from '../../../infra/local/engines/kms/start-kms';
import { clientOf, DAY, engineSettings, MovableClock, withTemporaryDirectory } from './sdk-environment';

const CONTEXT = { app: 'phiducia', covered_entity_id: 'a', key_version: '1' };
const SEEDS = [
  { alias: 'alias/phi', spec: 'SYMMETRIC_DEFAULT', rotation: true },
  { alias: 'alias/other', spec: 'SYMMETRIC_DEFAULT' },
  { alias: 'alias/seal', spec: 'ECC_NIST_EDWARDS25519' },
  { alias: 'alias/mac', spec: 'HMAC_256' },
] as const;

describe('the local KMS, driven by the AWS SDK', () => {
  const clock = new MovableClock();
  let engine: KmsEngine;
  let kms: KMSClient;

  beforeAll(async () => {
    engine = await startKms({ ...engineSettings(clock), keys: SEEDS });
    kms = clientOf(KMSClient, 'KMS', engine.url);
  });
  afterAll(() => engine.close());

  const newKey = async () => (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  const dataKey = (KeyId = 'alias/phi') =>
    kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext: CONTEXT }));

  describe('decryption', () => {
    it.each([
      ['a changed value', { ...CONTEXT, covered_entity_id: 'b' }],
      ['a missing pair', { app: CONTEXT.app, covered_entity_id: CONTEXT.covered_entity_id }],
      ['an additional pair', { ...CONTEXT, more: 'x' }],
      ['none at all', undefined],
    ])('refuses an encryption context with %s as InvalidCiphertextException', async (_, EncryptionContext) => {
      const { CiphertextBlob } = await dataKey();
      await expect(kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))).rejects.toMatchObject({
        name: 'InvalidCiphertextException',
        $metadata: { httpStatusCode: 400 },
      });
    });

    it('refuses a blob with any single byte changed, or cut short', async () => {
      const { CiphertextBlob: blob = new Uint8Array() } = await dataKey();
      const changed = [...blob.keys()].map((index) => blob.map((byte, at) => (at === index ? byte ^ 1 : byte)));
      const attempts = [...changed, blob.subarray(0, -1), blob.subarray(0, 20)].map((CiphertextBlob) =>
        kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: CONTEXT })).then(
          () => 'opened',
          (error: unknown) => (error instanceof Error ? error.name : ''),
        ),
      );
      const names = new Set(await Promise.all(attempts));
      // A changed key id names a key that does not exist.
      expect([...names].sort()).toEqual(['InvalidCiphertextException', 'NotFoundException']);
    });

    it('opens under the same context whatever the order of its pairs, and names the key', async () => {
      const { CiphertextBlob, Plaintext, KeyId } = await dataKey();
      const reversed = Object.fromEntries(Object.entries(CONTEXT).reverse());
      const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: reversed }));
      expect(opened.Plaintext).toEqual(Plaintext);
      expect(opened.KeyId).toBe(KeyId);
      expect(KeyId).toMatch(/^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]{36}$/);
    });

    it('refuses a KeyId that is not the one that encrypted as IncorrectKeyException', async () => {
      const { CiphertextBlob } = await dataKey();
      const command = new DecryptCommand({ CiphertextBlob, KeyId: 'alias/other', EncryptionContext: CONTEXT });
      await expect(kms.send(command)).rejects.toMatchObject({ name: 'IncorrectKeyException' });
    });
  });

  describe('key states', () => {
    it('refuses a disabled key as DisabledException until it is enabled again', async () => {
      const KeyId = await newKey();
      const { CiphertextBlob } = await dataKey(KeyId);
      await kms.send(new DisableKeyCommand({ KeyId }));
      await expect(dataKey(KeyId)).rejects.toMatchObject({ name: 'DisabledException' });
      const open = new DecryptCommand({ CiphertextBlob, EncryptionContext: CONTEXT });
      await expect(kms.send(open)).rejects.toMatchObject({ name: 'DisabledException' });
      await kms.send(new EnableKeyCommand({ KeyId }));
      await expect(kms.send(open)).resolves.toMatchObject({ KeyId });
    });

    it('refuses a key pending deletion as KMSInvalidStateException, and gives it back disabled when cancelled', async () => {
      const KeyId = await newKey();
      const scheduled = await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
      expect(scheduled.DeletionDate?.getTime()).toBeGreaterThan(Date.now() + 6 * DAY);
      await expect(dataKey(KeyId)).rejects.toMatchObject({ name: 'KMSInvalidStateException' });
      await kms.send(new CancelKeyDeletionCommand({ KeyId }));
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
      expect(KeyMetadata).toMatchObject({ KeyState: 'Disabled', Enabled: false });
    });

    it('has no key any more once its deletion date has come', async () => {
      const KeyId = await newKey();
      await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
      clock.offset = 7 * DAY + 1000;
      await expect(dataKey(KeyId)).rejects.toMatchObject({ name: 'NotFoundException' });
      clock.offset = 0;
    });

    it('refuses an unknown key or alias as NotFoundException', async () => {
      await expect(dataKey('alias/none')).rejects.toMatchObject({ name: 'NotFoundException' });
      await expect(dataKey('5bff5ea1-0d7b-4b5b-9d22-6d5b3b0a8f00')).rejects.toMatchObject({
        name: 'NotFoundException',
      });
    });

    it('refuses a key of another usage as InvalidKeyUsageException', async () => {
      await expect(dataKey('alias/seal')).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
    });
  });

  it('signs RAW messages by Ed25519 such that Node verifies them, and refuses another message', async () => {
    const signing = { KeyId: 'alias/seal', MessageType: 'RAW', SigningAlgorithm: 'ED25519_SHA_512' } as const;
    const Message = Buffer.from('checkpoint');
    const { Signature = new Uint8Array() } = await kms.send(new SignCommand({ ...signing, Message }));
    const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId: 'alias/seal' }));
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    expect(verify(null, Message, publicKey, Signature)).toBe(true);
    await expect(kms.send(new VerifyCommand({ ...signing, Message, Signature }))).resolves.toMatchObject({
      SignatureValid: true,
    });
    const other = new VerifyCommand({ ...signing, Message: Buffer.from('fork'), Signature });
    await expect(kms.send(other)).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' });
    const digest = new SignCommand({ ...signing, MessageType: 'DIGEST', Message: randomBytes(64) });
    await expect(kms.send(digest)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('verifies its own MAC and refuses any other as KMSInvalidMacException', async () => {
    const input = { KeyId: 'alias/mac', Message: Buffer.from('m'), MacAlgorithm: 'HMAC_SHA_256' } as const;
    const { Mac } = await kms.send(new GenerateMacCommand(input));
    await expect(kms.send(new VerifyMacCommand({ ...input, Mac }))).resolves.toMatchObject({ MacValid: true });
    const forged = new VerifyMacCommand({ ...input, Mac: randomBytes(32) });
    await expect(kms.send(forged)).rejects.toMatchObject({ name: 'KMSInvalidMacException' });
  });

  it('encrypts small texts, moves them to another key, and refuses more than 4096 bytes', async () => {
    const encrypt = (length: number) =>
      kms.send(new EncryptCommand({ KeyId: 'alias/phi', Plaintext: randomBytes(length), EncryptionContext: CONTEXT }));
    await expect(encrypt(4097)).rejects.toMatchObject({ name: 'ValidationException' });
    const { CiphertextBlob } = await encrypt(4096);
    const moved = await kms.send(
      new ReEncryptCommand({
        CiphertextBlob,
        SourceEncryptionContext: CONTEXT,
        DestinationKeyId: 'alias/other',
        DestinationEncryptionContext: {},
      }),
    );
    expect(moved.KeyId).toBe(engine.keyArns.get('alias/other'));
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob: moved.CiphertextBlob }));
    expect(opened.Plaintext).toHaveLength(4096);
  });

  it('gives random bytes and data keys of the length asked for, and none in plaintext when so asked', async () => {
    const random = await kms.send(new GenerateRandomCommand({ NumberOfBytes: 24 }));
    expect(random.Plaintext).toHaveLength(24);
    const sized = await kms.send(new GenerateDataKeyCommand({ KeyId: 'alias/phi', NumberOfBytes: 64 }));
    expect(sized.Plaintext).toHaveLength(64);
    const hidden = new GenerateDataKeyWithoutPlaintextCommand({ KeyId: 'alias/phi', KeySpec: 'AES_256' });
    expect(await kms.send(hidden)).not.toHaveProperty('Plaintext');
  });

  it('answers rotation, aliases, and the list of keys', async () => {
    const rotation = async (KeyId: string) =>
      (await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled;
    expect(await rotation('alias/phi')).toBe(true);
    const KeyId = await newKey();
    expect(await rotation(KeyId)).toBe(false);
    await kms.send(new EnableKeyRotationCommand({ KeyId }));
    expect(await rotation(KeyId)).toBe(true);
    await kms.send(new DisableKeyRotationCommand({ KeyId }));
    expect(await rotation(KeyId)).toBe(false);
    // As in AWS: a key on its way out does not rotate, whatever was set.
    await kms.send(new EnableKeyRotationCommand({ KeyId }));
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    expect(await rotation(KeyId)).toBe(false);
    await kms.send(new CancelKeyDeletionCommand({ KeyId }));
    expect(await rotation(KeyId)).toBe(true);
    const alias = new CreateAliasCommand({ AliasName: 'alias/new', TargetKeyId: KeyId });
    await kms.send(alias);
    await expect(kms.send(alias)).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    const { Aliases = [] } = await kms.send(new ListAliasesCommand({ KeyId }));
    expect(Aliases.map(({ AliasName }) => AliasName)).toEqual(['alias/new']);
    const { Keys = [] } = await kms.send(new ListKeysCommand({}));
    expect(Keys.map(({ KeyArn }) => KeyArn)).toEqual(expect.arrayContaining([KeyId, ...engine.keyArns.values()]));
  });

  it('counts calls per operation', async () => {
    const before = engine.callCounts().GenerateDataKey ?? 0;
    await dataKey();
    await dataKey('alias/none').catch(() => undefined);
    expect(engine.callCounts().GenerateDataKey).toBe(before + 2);
  });

  it('answers malformed requests in the error shape of AWS', async () => {
    const post = (target: string, body: string | Buffer) =>
      fetch(engine.url, { method: 'POST', headers: { 'x-amz-target': target }, body });
    const cases = [
      ['TrentService.Decrypt', '{', 'SerializationException'],
      ['TrentService.Decrypt', Buffer.from([0xff]), 'SerializationException'],
      ['TrentService.Decrypt', '[]', 'ValidationException'],
      ['TrentService.Decrypt', '{"CiphertextBlob":"%"}', 'ValidationException'],
      ['TrentService.constructor', '{}', 'UnknownOperationException'],
      ['Other.Decrypt', '{}', 'UnknownOperationException'],
    ] as const;
    for (const [target, body, name] of cases) {
      const response = await post(target, body);
      expect(response.status).toBe(400);
      expect(response.headers.get('x-amzn-errortype')).toBe(name);
      expect(await response.json()).toMatchObject({ __type: `com.amazonaws.kms#${name}` });
    }
    expect((await post('TrentService.Decrypt', Buffer.alloc(13 * 1024 * 1024, 0x20))).status).toBe(413);
  });
});

describe('the local KMS on a directory', () => {
  it('keeps keys, aliases, and what they opened over a restart', () =>
    withTemporaryDirectory(async (directory) => {
      const first = await startKms({ ...engineSettings(), directory, keys: SEEDS });
      const sealed = await clientOf(KMSClient, 'KMS', first.url).send(
        new EncryptCommand({ KeyId: 'alias/phi', Plaintext: Buffer.from('kept') }),
      );
      await first.close();
      const second = await startKms({ ...engineSettings(), directory, keys: SEEDS });
      expect([...second.keyArns]).toEqual([...first.keyArns]);
      const open = new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob });
      const { Plaintext = [] } = await clientOf(KMSClient, 'KMS', second.url).send(open);
      expect(Buffer.from(Plaintext).toString()).toBe('kept');
      await second.close();
    }));

  it('refuses to start over a state file that it cannot read, and leaves it as it is', () =>
    withTemporaryDirectory(async (directory) => {
      await writeFile(join(directory, 'keys.json'), '{"keys":[');
      await expect(startKms({ ...engineSettings(), directory, keys: SEEDS })).rejects.toMatchObject({
        code: 'engine-state-corrupt',
      });
    }));
});
