import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

export const MAC_BYTES = 32;

/** HMAC-SHA-256 (RFC 2104, FIPS 198-1) of a message that comes in pieces. */
export const startMac = (key: KeyObject): ReturnType<typeof createHmac> => createHmac('sha256', key);

/** HMAC-SHA-256 (RFC 2104, FIPS 198-1). */
export const macOf = (key: KeyObject, message: Uint8Array): Uint8Array => startMac(key).update(message).digest();

/** Whether a MAC is the whole one of this message, compared in constant time. A truncated MAC is none. */
export const isMacOf = (key: KeyObject, message: Uint8Array, mac: Uint8Array): boolean =>
  mac.length === MAC_BYTES && timingSafeEqual(macOf(key, message), mac);
