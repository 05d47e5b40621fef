import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits. */
export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Whether two digests of 64 hexadecimal digits, in any case, are the same; in constant time. */
export const isSameDigest = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
};
