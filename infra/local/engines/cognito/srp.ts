import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { StoredUser } from './stored-user-pool';
import { g, hashOf, k, N, numberOf, padded, power } from './srp-group';

/** What a server keeps instead of a password (RFC 5054, 2.4). */
export type SrpVerifier = NonNullable<StoredUser['srp']>;

/** What the server adds to a sign-in, and needs again for its second half. */
export interface SrpExchange {
  /** The user's public value `A`. */
  readonly clientPublic: bigint;
  readonly secret: bigint;
  readonly serverPublic: bigint;
  readonly verifier: SrpVerifier;
  /** Opaque to the user, signed by both. */
  readonly secretBlock: Buffer;
}

/** Who signs in to what: both stand in each hash. */
export interface SrpIdentity {
  readonly userPoolId: string;
  /** `USER_ID_FOR_SRP`, the `sub`. */
  readonly userId: string;
}

const SALT_BYTES = 16;
/** RFC 5054, 2.5.3: at least 256 bits. */
const SECRET_BYTES = 32;
const SECRET_BLOCK_BYTES = 256;
const KEY_BYTES = 16;
const KEY_INFO = 'Caldera Derived Key';
const LONGEST_PUBLIC_HEX = 768;

/** Cognito hashes the part of the pool's id behind the Region. */
const poolName = (userPoolId: string): string => userPoolId.split('_')[1] ?? userPoolId;

export function srpVerifier(identity: SrpIdentity, password: string): SrpVerifier {
  const salt = numberOf(randomBytes(SALT_BYTES));
  const secret = hashOf(`${poolName(identity.userPoolId)}${identity.userId}:${password}`);
  const x = numberOf(hashOf(padded(salt), secret));
  return { salt: salt.toString(16), verifier: power(g, x).toString(16) };
}

/**
 * Answers the user's `SRP_A`.
 * @returns undefined when it is no number that a client may send: `A mod N` must not be 0 (RFC 5054, 2.5.4)
 */
export function startExchange(srpA: string, verifier: SrpVerifier): SrpExchange | undefined {
  if (!/^[0-9a-f]+$/i.test(srpA) || srpA.length > LONGEST_PUBLIC_HEX) return undefined;
  const clientPublic = BigInt(`0x${srpA}`);
  if (clientPublic % N === 0n) return undefined;
  const secret = numberOf(randomBytes(SECRET_BYTES));
  const serverPublic = (k * BigInt(`0x${verifier.verifier}`) + power(g, secret)) % N;
  return { clientPublic, secret, serverPublic, verifier, secretBlock: randomBytes(SECRET_BLOCK_BYTES) };
}

/** Whether the signature could only be made with the password. */
export function signatureFits(
  exchange: SrpExchange,
  identity: SrpIdentity,
  claim: { readonly signature: string; readonly secretBlock: string; readonly timestamp: string },
): boolean {
  const { clientPublic, serverPublic, secret, verifier, secretBlock } = exchange;
  const u = numberOf(hashOf(padded(clientPublic), padded(serverPublic)));
  const shared = power(clientPublic * power(BigInt(`0x${verifier.verifier}`), u), secret);
  const key = Buffer.from(hkdfSync('sha256', padded(shared), padded(u), KEY_INFO, KEY_BYTES));
  const expected = createHmac('sha256', key)
    .update(`${poolName(identity.userPoolId)}${identity.userId}`)
    .update(secretBlock)
    .update(claim.timestamp)
    .digest();
  const given = Buffer.from(claim.signature, 'base64');
  const isSameBlock = claim.secretBlock === secretBlock.toString('base64');
  return isSameBlock && given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
}

/** What an unknown user gets: the same salt each time, and a verifier of a password that nobody knows. */
export function verifierOfNobody(
  username: string,
  key: Buffer,
): { readonly userId: string; readonly srp: SrpVerifier } {
  const bytes = createHmac('sha256', key).update(username.toLowerCase()).digest();
  const hex = bytes.toString('hex');
  const variant = '89ab'[(bytes[16] ?? 0) % 4] ?? '8';
  const userId = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  const salt = BigInt(`0x${hex.slice(32)}`).toString(16);
  return { userId: userId.join('-'), srp: { salt, verifier: power(g, numberOf(bytes)).toString(16) } };
}
