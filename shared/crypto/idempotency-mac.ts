import type { KeyObject } from 'node:crypto';
import type { RepeatableRequest } from '../domain/idempotency';
import { encodePieces } from './authenticated-context';
import { macOf } from './hmac';

/** Whose key it is: one tenant's, one caller's, for one operation. */
export interface IdempotencyScope {
  readonly tree: string;
  readonly user_id: string;
  readonly operation: string;
}

const mac = (key: KeyObject, pieces: readonly string[]): string =>
  Buffer.from(macOf(key, encodePieces(pieces))).toString('base64url');

/**
 * The names under which a repeatable request is remembered: HMAC-SHA-256 under the deployment's key, apart from cursors
 * by their label, so that neither the client's key nor anything of the body can be guessed from what is stored.
 */
export const idempotencyMacs = (
  key: KeyObject,
  { tree, user_id, operation }: IdempotencyScope,
  request: RepeatableRequest,
): { readonly id: string; readonly request_mac: string } => {
  const id = mac(key, ['idempotency-key.v1', tree, user_id, operation, request.key]);
  return { id, request_mac: mac(key, ['idempotency-request.v1', id, request.asked]) };
};
