import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { StoredUser } from './stored-user-pool';

type PasswordHash = NonNullable<StoredUser['password']>;

const HASH_BYTES = 32;
/** Compared with when there is no such user, so that it takes the same time. */
const NOBODY: PasswordHash = {
  salt: Buffer.alloc(16).toString('base64'),
  hash: Buffer.alloc(HASH_BYTES).toString('base64'),
};

/**
 * Digests of hashes with a password that was found to fit, oldest first: demo users share one, and tests sign in some
 * hundred times. What does not fit costs the whole work each time.
 */
const fitting = new Set<string>();
const MAXIMUM_FITTING = 64;

export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(16);
  return { salt: salt.toString('base64'), hash: (await derive(password, salt)).toString('base64') };
}

/** False, after the same work as for a wrong password, when there is nothing to compare with. */
export async function passwordFits(password: string, stored: PasswordHash | undefined): Promise<boolean> {
  const { salt, hash } = stored ?? NOBODY;
  const digest = createHash('sha256')
    .update(JSON.stringify([salt, hash, password]))
    .digest('base64');
  if (fitting.has(digest)) return true;
  const derived = await derive(password, Buffer.from(salt, 'base64'));
  const fits = timingSafeEqual(derived, Buffer.from(hash, 'base64')) && stored !== undefined;
  if (fits) remember(digest);
  return fits;
}

function remember(digest: string): void {
  const [oldest] = fitting;
  if (fitting.size >= MAXIMUM_FITTING && oldest !== undefined) fitting.delete(oldest);
  fitting.add(digest);
}

/** scrypt with Node's defaults (N = 16384, r = 8, p = 1). */
function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
