import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../http/aws-error';
import { blob, operation, type JsonOperation } from '../http/aws-json-protocol';
import type { KeyStore } from './key-store';
import type { StoredKey } from './stored-key';

const KeyId = z.string().min(1).max(2048);
const Message = blob(1, 4096);
const MacInput = z.object({ KeyId, Message, MacAlgorithm: z.literal('HMAC_SHA_256') });
/** Ed25519 over the message itself; the prehashed variant (`ED25519_PH_SHA_512`, DIGEST) is not here. */
const SignInput = z.object({
  KeyId,
  Message,
  MessageType: z.enum(['RAW', 'DIGEST', 'EXTERNAL_MU']).default('RAW'),
  SigningAlgorithm: z.string(),
});

/** Ed25519 signatures and HMACs. */
export function signingOperations(keys: KeyStore): Readonly<Record<string, JsonOperation>> {
  const signingKey = (input: z.output<typeof SignInput>): StoredKey => {
    const key = keys.findUsable(input.KeyId, 'SIGN_VERIFY');
    if (input.SigningAlgorithm !== 'ED25519_SHA_512') {
      throw new AwsError('InvalidKeyUsageException', `Algorithm is incompatible with key spec ${key.spec}.`);
    }
    if (input.MessageType !== 'RAW') {
      throw new AwsError('ValidationException', 'ED25519_SHA_512 requires MessageType RAW.');
    }
    return key;
  };
  return {
    Sign: operation(SignInput, (input) => {
      const key = signingKey(input);
      const signature = sign(null, input.Message, privateKeyOf(key)).toString('base64');
      return { KeyId: keys.arnOf(key), Signature: signature, SigningAlgorithm: input.SigningAlgorithm };
    }),
    Verify: operation(SignInput.extend({ Signature: blob(1, 6144) }), (input) => {
      const key = signingKey(input);
      if (!verify(null, input.Message, createPublicKey(privateKeyOf(key)), input.Signature)) {
        throw new AwsError('KMSInvalidSignatureException', '');
      }
      return { KeyId: keys.arnOf(key), SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
    }),
    GetPublicKey: operation(z.object({ KeyId }), (input) => {
      const key = keys.findUsable(input.KeyId, 'SIGN_VERIFY');
      const spki = createPublicKey(privateKeyOf(key)).export({ type: 'spki', format: 'der' });
      return {
        KeyId: keys.arnOf(key),
        PublicKey: spki.toString('base64'),
        KeySpec: key.spec,
        CustomerMasterKeySpec: key.spec,
        KeyUsage: 'SIGN_VERIFY',
        SigningAlgorithms: ['ED25519_SHA_512'],
      };
    }),
    GenerateMac: operation(MacInput, (input) => {
      const key = keys.findUsable(input.KeyId, 'GENERATE_VERIFY_MAC');
      const mac = macOf(key, input.Message).toString('base64');
      return { KeyId: keys.arnOf(key), Mac: mac, MacAlgorithm: input.MacAlgorithm };
    }),
    VerifyMac: operation(MacInput.extend({ Mac: blob(1, 6144) }), (input) => {
      const key = keys.findUsable(input.KeyId, 'GENERATE_VERIFY_MAC');
      const expected = macOf(key, input.Message);
      if (input.Mac.byteLength !== expected.byteLength || !timingSafeEqual(input.Mac, expected)) {
        throw new AwsError('KMSInvalidMacException', '');
      }
      return { KeyId: keys.arnOf(key), MacValid: true, MacAlgorithm: input.MacAlgorithm };
    }),
  };
}

function privateKeyOf(key: StoredKey) {
  return createPrivateKey({ key: Buffer.from(key.material, 'base64'), format: 'der', type: 'pkcs8' });
}

function macOf(key: StoredKey, message: Buffer): Buffer {
  return createHmac('sha256', createSecretKey(key.material, 'base64')).update(message).digest();
}
