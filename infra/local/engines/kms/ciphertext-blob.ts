import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { AwsError } from '../http/aws-error';
import type { StoredKey } from './stored-key';

/**
 * The ciphertext blob of the local KMS; opaque to callers, as AWS's own is:
 * `"PLK1" ‖ key id (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`, AES-256-GCM, where the additional data is the header and
 * the encryption context as JSON with sorted names.
 */
const MAGIC = Buffer.from('PLK1', 'ascii');
const KEY_ID_END = MAGIC.byteLength + 16;
const NONCE_END = KEY_ID_END + 12;
const TAG_BYTES = 16;

export type EncryptionContext = Readonly<Record<string, string>>;

export function sealBlob(key: StoredKey, plaintext: Uint8Array, context: EncryptionContext): Buffer {
  const header = Buffer.concat([MAGIC, Buffer.from(key.id.replaceAll('-', ''), 'hex'), randomBytes(12)]);
  const cipher = createCipheriv('aes-256-gcm', secretKeyOf(key), header.subarray(KEY_ID_END));
  cipher.setAAD(additionalData(header, context));
  return Buffer.concat([header, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** One error for a wrong key, a wrong context, and a changed byte. */
export function openBlob(key: StoredKey, blob: Buffer, context: EncryptionContext): Buffer {
  const header = blob.subarray(0, NONCE_END);
  const decipher = createDecipheriv('aes-256-gcm', secretKeyOf(key), header.subarray(KEY_ID_END), {
    authTagLength: TAG_BYTES,
  });
  try {
    decipher.setAAD(additionalData(header, context));
    decipher.setAuthTag(blob.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(blob.subarray(NONCE_END, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
}

/** The id of the key that a blob names, not yet proved by its tag. */
export function keyIdOfBlob(blob: Buffer): string {
  if (blob.byteLength < NONCE_END + TAG_BYTES || !blob.subarray(0, MAGIC.byteLength).equals(MAGIC)) {
    throw invalidCiphertext();
  }
  const hex = blob.subarray(MAGIC.byteLength, KEY_ID_END).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function invalidCiphertext(): AwsError {
  return new AwsError('InvalidCiphertextException', '');
}

function additionalData(header: Buffer, context: EncryptionContext): Buffer {
  const sorted = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([header, Buffer.from(JSON.stringify(sorted), 'utf8')]);
}

function secretKeyOf(key: StoredKey) {
  return createSecretKey(key.material, 'base64');
}
