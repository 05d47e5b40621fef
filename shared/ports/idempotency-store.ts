import type { Mutation } from './audit-trail';

/** What became of a keyed creation. */
export interface IdempotencyRecord {
  /** MAC of tenant, caller, operation, and the client's key. */
  readonly id: string;
  /** MAC of what was asked. */
  readonly request_mac: string;
  /** What was made, and whose it is. */
  readonly resource_id: string;
  readonly covered_entity_id: string;
  readonly status_code: number;
  readonly expires_at: Date;
}

/** Keyed creations, each remembered in the transaction that made its resource. */
export interface IdempotencyStore {
  /** Read consistently; nothing once it has expired. @throws DependencyUnavailableError */
  find(id: string, now: Date): Promise<IdempotencyRecord | undefined>;
  /** Remembers a creation; conflicts while another one under the same id has not expired. */
  reservation(record: IdempotencyRecord, now: Date): Mutation;
}
