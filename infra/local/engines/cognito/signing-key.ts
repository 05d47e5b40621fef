import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import * as z from 'zod';
import { readFileIfExists } from '../storage/read-file-if-exists';
import { EngineStateCorruptError, removeStrayFiles } from '../storage/state-file';
import { writeFileDurably } from '../storage/write-file-durably';

/** A key as the JWKS document shows it. A type, not an interface: so `aws-jwt-verify` takes it for its `Jwk`. */
export type JsonWebKeyRs256 = Readonly<{
  kty: 'RSA';
  use: 'sig';
  alg: 'RS256';
  kid: string;
  n: string;
  e: string;
}>;

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicJwk: JsonWebKeyRs256;
}

const FILE = 'signing-key.pem';

/**
 * RSA 2048, PKCS#8 PEM in `signing-key.pem` (0600), drawn at the first start and kept; `directory` absent: in memory.
 * The `kid` is the key's RFC 7638 thumbprint, so it needs no file of its own.
 */
export async function openSigningKey(directory: string | undefined): Promise<SigningKey> {
  const privateKey = directory === undefined ? await newKey() : await loadOrCreate(directory);
  const { n, e } = z
    .object({ n: z.string(), e: z.string() })
    .parse(createPublicKey(privateKey).export({ format: 'jwk' }));
  const kid = await calculateJwkThumbprint({ kty: 'RSA', n, e });
  return { privateKey, publicJwk: { kty: 'RSA', use: 'sig', alg: 'RS256', kid, n, e } };
}

async function loadOrCreate(directory: string): Promise<KeyObject> {
  const path = join(directory, FILE);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await removeStrayFiles(directory, FILE);
  const pem = await readFileIfExists(path);
  if (pem !== undefined) return parse(pem, path);
  const key = await newKey();
  await writeFileDurably(path, key.export({ type: 'pkcs8', format: 'pem' }));
  return key;
}

function parse(pem: string, path: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // Falls through: what is not a key is corrupt, whatever the reason.
  }
  throw new EngineStateCorruptError(path);
}

function newKey(): Promise<KeyObject> {
  return new Promise((resolve, reject) => {
    generateKeyPair('rsa', { modulusLength: 2048 }, (error, _publicKey, privateKey) => {
      if (error) reject(error);
      else resolve(privateKey);
    });
  });
}
