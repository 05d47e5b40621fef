import type { IdempotencyRecord, IdempotencyStore } from '../../ports/idempotency-store';
import { MemoryMutation } from './memory-mutation';

/** Keyed creations in memory. */
export class MemoryIdempotencyStore implements IdempotencyStore {
  readonly #records = new Map<string, IdempotencyRecord>();

  find(id: string, now: Date): Promise<IdempotencyRecord | undefined> {
    return Promise.resolve(this.#live(id, now));
  }

  reservation(record: IdempotencyRecord, now: Date): MemoryMutation {
    return new MemoryMutation(
      () => this.#live(record.id, now) === undefined,
      () => this.#records.set(record.id, record),
    );
  }

  #live(id: string, now: Date): IdempotencyRecord | undefined {
    const record = this.#records.get(id);
    return record !== undefined && record.expires_at > now ? record : undefined;
  }
}
