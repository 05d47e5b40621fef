import type { KeyObject } from 'node:crypto';
import { encodePieces } from './authenticated-context';
import { isMacOf, MAC_BYTES, macOf } from './hmac';

const message = (binding: readonly string[], position: string): Uint8Array =>
  encodePieces(['cursor.v1', ...binding, position]);

/**
 * Makes an opaque cursor: a position in a list, with an HMAC-SHA-256 (RFC 2104) over it and what the list was asked for.
 * @param binding tenant, operation, and filters: a cursor serves the list that gave it out and no other.
 */
export const formatCursor = (key: KeyObject, binding: readonly string[], position: string): string =>
  Buffer.concat([macOf(key, message(binding, position)), Buffer.from(position, 'utf8')]).toString('base64url');

/** Gives the position back, or nothing if the cursor is not one that `formatCursor` made for this list. */
export const parseCursor = (key: KeyObject, binding: readonly string[], cursor: string): string | undefined => {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== cursor) return undefined;
  const position = bytes.subarray(MAC_BYTES).toString('utf8');
  return isMacOf(key, message(binding, position), bytes.subarray(0, MAC_BYTES)) ? position : undefined;
};
