import type { FernetKeys } from '../crypto/fernet';
import type { Clock } from '../ports/clock';
import type { FernetKeySource } from '../ports/fernet-key-source';
import { ExpiringCache } from './expiring-cache';

const TTL_MS = 5 * 60 * 1000;
const MAX_ENTITIES = 1000;

/** The legacy keys of covered entities, fetched once per instance, entity, and five minutes; their absence as well. */
export class LegacyKeys implements FernetKeySource {
  readonly #source: FernetKeySource;
  readonly #cache: ExpiringCache<FernetKeys>;

  constructor(source: FernetKeySource, clock: Clock) {
    this.#source = source;
    this.#cache = new ExpiringCache({ maxEntries: MAX_ENTITIES, ttlMs: TTL_MS, clock });
  }

  /** @throws DependencyUnavailableError */
  fernetKeys(coveredEntityId: string): Promise<FernetKeys> {
    return this.#cache.get(coveredEntityId, () => this.#source.fernetKeys(coveredEntityId));
  }
}
