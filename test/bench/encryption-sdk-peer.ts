import { randomBytes } from 'node:crypto';
import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  getLocalCryptographicMaterialsCache,
  NodeCachingMaterialsManager,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier,
} from '@aws-crypto/client-node';
import { BINDING, TEXTS } from './synthetic-record';

/** Seals and opens the eight fields, each a message: unsigned suite, materials cached, no call to KMS. */
export const encryptionSdkPeer = (): (() => Promise<number>) => {
  const client = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
  const keyring = new RawAesKeyringNode({
    keyName: 'bench',
    keyNamespace: 'bench',
    unencryptedMasterKey: randomBytes(32),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
  const cmm = new NodeCachingMaterialsManager({
    backingMaterials: keyring,
    cache: getLocalCryptographicMaterialsCache(100),
    maxAge: 300_000,
    maxMessagesEncrypted: 2 ** 30,
  });
  const encryptionContext = { covered_entity_id: BINDING.covered_entity_id, patient_id: BINDING.resource_id };
  const suiteId = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;
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
