import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../http/aws-error';
import { blob, operation, type JsonOperation } from '../http/aws-json-protocol';
import { invalidCiphertext, keyIdOfBlob, openBlob, sealBlob } from './ciphertext-blob';
import type { KeyStore } from './key-store';

const KeyId = z.string().min(1).max(2048);
const Context = z.record(z.string().min(1), z.string().min(1)).default({});
const MAXIMUM_PLAINTEXT_BYTES = 4096;
const SYMMETRIC = { EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' } as const;
const DATA_KEY_BYTES = { AES_256: 32, AES_128: 16 } as const;

const DataKey = z
  .object({
    KeyId,
    KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
    NumberOfBytes: z.int().min(1).max(1024).optional(),
    EncryptionContext: Context,
  })
  .refine(({ KeySpec, NumberOfBytes }) => (KeySpec === undefined) !== (NumberOfBytes === undefined));

/** Encrypt, Decrypt, ReEncrypt, and data keys under symmetric keys; GenerateRandom. */
export function encryptionOperations(keys: KeyStore): Readonly<Record<string, JsonOperation>> {
  const newDataKey = (input: z.output<typeof DataKey>) => {
    const key = keys.findUsable(input.KeyId, 'ENCRYPT_DECRYPT');
    const length = input.KeySpec === undefined ? (input.NumberOfBytes ?? 0) : DATA_KEY_BYTES[input.KeySpec];
    const plaintext = randomBytes(length);
    const ciphertext = sealBlob(key, plaintext, input.EncryptionContext).toString('base64');
    return { plaintext: plaintext.toString('base64'), ciphertext, arn: keys.arnOf(key) };
  };
  /** The key is named by the blob; a `KeyId` in the request must be that very key. */
  const decrypt = (ciphertext: Buffer, keyId: string | undefined, context: Readonly<Record<string, string>>) => {
    const idInBlob = keyIdOfBlob(ciphertext);
    if (keyId !== undefined && keys.find(keyId).id !== idInBlob) {
      throw new AwsError(
        'IncorrectKeyException',
        'The key ID in the request does not identify the key that encrypted.',
      );
    }
    const key = keys.findUsable(idInBlob, 'ENCRYPT_DECRYPT');
    const plaintext = openBlob(key, ciphertext, context);
    if (plaintext.byteLength > MAXIMUM_PLAINTEXT_BYTES) throw invalidCiphertext();
    return { plaintext, key };
  };
  return {
    GenerateDataKey: operation(DataKey, (input) => {
      const { plaintext, ciphertext, arn } = newDataKey(input);
      return { Plaintext: plaintext, CiphertextBlob: ciphertext, KeyId: arn };
    }),
    GenerateDataKeyWithoutPlaintext: operation(DataKey, (input) => {
      const { ciphertext, arn } = newDataKey(input);
      return { CiphertextBlob: ciphertext, KeyId: arn };
    }),
    GenerateRandom: operation(z.object({ NumberOfBytes: z.int().min(1).max(1024) }), ({ NumberOfBytes }) => ({
      Plaintext: randomBytes(NumberOfBytes).toString('base64'),
    })),
    Encrypt: operation(
      z.object({ KeyId, Plaintext: blob(1, MAXIMUM_PLAINTEXT_BYTES), EncryptionContext: Context }),
      (input) => {
        const key = keys.findUsable(input.KeyId, 'ENCRYPT_DECRYPT');
        const sealed = sealBlob(key, input.Plaintext, input.EncryptionContext);
        return { CiphertextBlob: sealed.toString('base64'), KeyId: keys.arnOf(key), ...SYMMETRIC };
      },
    ),
    Decrypt: operation(
      z.object({ CiphertextBlob: blob(1, 6144), KeyId: KeyId.optional(), EncryptionContext: Context }),
      (input) => {
        const { plaintext, key } = decrypt(input.CiphertextBlob, input.KeyId, input.EncryptionContext);
        return { Plaintext: plaintext.toString('base64'), KeyId: keys.arnOf(key), ...SYMMETRIC };
      },
    ),
    ReEncrypt: operation(
      z.object({
        CiphertextBlob: blob(1, 6144),
        SourceKeyId: KeyId.optional(),
        SourceEncryptionContext: Context,
        DestinationKeyId: KeyId,
        DestinationEncryptionContext: Context,
      }),
      (input) => {
        const source = decrypt(input.CiphertextBlob, input.SourceKeyId, input.SourceEncryptionContext);
        const destination = keys.findUsable(input.DestinationKeyId, 'ENCRYPT_DECRYPT');
        const sealed = sealBlob(destination, source.plaintext, input.DestinationEncryptionContext);
        return {
          CiphertextBlob: sealed.toString('base64'),
          SourceKeyId: keys.arnOf(source.key),
          KeyId: keys.arnOf(destination),
          SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
          DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      },
    ),
  };
}
