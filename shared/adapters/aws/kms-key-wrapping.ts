import { createSecretKey, type KeyObject } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { ENCRYPTION_CONTEXT_APP } from '../../domain/encryption-context';
import { DependencyUnavailableError } from '../../ports/errors';
import type { KeyWrapping, WrappingContext } from '../../ports/key-wrapping';
import { untilDeadline } from './deadline';
import { available } from './unavailable';

/** Opaque ids only, and nothing per request: the same context is needed to unwrap, and CloudTrail shows it. */
const encryptionContext = ({ covered_entity_id, version }: WrappingContext): Record<string, string> => ({
  app: ENCRYPTION_CONTEXT_APP,
  covered_entity_id,
  key_version: String(version),
});

/** Takes the key bytes over into a KeyObject and wipes them. */
const toKeyObject = (bytes: Uint8Array | undefined): KeyObject => {
  if (bytes === undefined) throw new DependencyUnavailableError('kms');
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
};

/** Tenant keys wrapped by an AWS KMS key. There is no other way to a tenant key: no fallback, no expired copy. */
export class KmsKeyWrapping implements KeyWrapping {
  readonly #client: KMSClient;
  readonly #keyArn: string;

  constructor(client: KMSClient, keyArn: string) {
    this.#client = client;
    this.#keyArn = keyArn;
  }

  async generate(context: WrappingContext): Promise<{ readonly key: KeyObject; readonly wrapped: Uint8Array }> {
    return available('kms', async () => {
      const { Plaintext, CiphertextBlob } = await this.#client.send(
        new GenerateDataKeyCommand({
          KeyId: this.#keyArn,
          KeySpec: 'AES_256',
          EncryptionContext: encryptionContext(context),
        }),
        untilDeadline(),
      );
      if (CiphertextBlob === undefined) throw new DependencyUnavailableError('kms');
      return { key: toKeyObject(Plaintext), wrapped: CiphertextBlob };
    });
  }

  async unwrap(wrapped: Uint8Array, context: WrappingContext): Promise<KeyObject> {
    return available('kms', async () => {
      const { Plaintext } = await this.#client.send(
        new DecryptCommand({
          KeyId: this.#keyArn,
          CiphertextBlob: wrapped,
          EncryptionContext: encryptionContext(context),
        }),
        untilDeadline(),
      );
      return toKeyObject(Plaintext);
    });
  }
}
