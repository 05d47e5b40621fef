import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { BINDING, TEXTS } from './synthetic-record';

/** The few functions of the AWS Encryption SDK for JavaScript, version 4, that row 3 needs. */
interface EncryptionSdk {
  readonly CommitmentPolicy: Readonly<Record<'REQUIRE_ENCRYPT_REQUIRE_DECRYPT', unknown>>;
  readonly AlgorithmSuiteIdentifier: Readonly<Record<'ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY', unknown>>;
  readonly RawAesWrappingSuiteIdentifier: Readonly<Record<'AES256_GCM_IV12_TAG16_NO_PADDING', unknown>>;
  readonly RawAesKeyringNode: new (options: object) => unknown;
  readonly NodeCachingMaterialsManager: new (options: object) => unknown;
  getLocalCryptographicMaterialsCache(capacity: number): unknown;
  buildClient(policy: unknown): {
    encrypt(cmm: unknown, plaintext: string, options: object): Promise<{ readonly result: Buffer }>;
    decrypt(cmm: unknown, sealed: Buffer): Promise<{ readonly plaintext: Buffer }>;
  };
}

const PACKAGE = '@aws-crypto/client-node';

/** The SDK, if it is installed; it is no dependency of the project. */
const installed = (): EncryptionSdk | undefined => {
  const load = createRequire(__filename);
  try {
    load.resolve(PACKAGE);
  } catch {
    return undefined;
  }
  return load(PACKAGE) as EncryptionSdk;
};

/** Seals and opens the eight fields, each a message: unsigned suite, materials cached, no call to KMS. */
export const encryptionSdkPeer = (): (() => Promise<number>) | undefined => {
  const sdk = installed();
  if (sdk === undefined) return undefined;
  const client = sdk.buildClient(sdk.CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
  const keyring = new sdk.RawAesKeyringNode({
    keyName: 'bench',
    keyNamespace: 'bench',
    unencryptedMasterKey: randomBytes(32),
    wrappingSuite: sdk.RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
  const cmm = new sdk.NodeCachingMaterialsManager({
    backingMaterials: keyring,
    cache: sdk.getLocalCryptographicMaterialsCache(100),
    maxAge: 300_000,
    maxMessagesEncrypted: 2 ** 30,
  });
  const encryptionContext = { covered_entity_id: BINDING.covered_entity_id, patient_id: BINDING.resource_id };
  const suiteId = sdk.AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;
  return async () => {
    let bytes = 0;
    for (const [, text] of TEXTS) {
      const { result } = await client.encrypt(cmm, text, { encryptionContext, suiteId, plaintextLength: text.length });
      const { plaintext } = await client.decrypt(cmm, result);
      if (plaintext.toString('utf8') !== text) throw new Error('The peer does not open what it sealed.');
      bytes += result.length - text.length;
    }
    return bytes / TEXTS.length;
  };
};
