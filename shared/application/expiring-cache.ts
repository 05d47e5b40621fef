import type { Clock } from '../ports/clock';

export interface ExpiringCacheOptions {
  readonly maxEntries: number;
  readonly ttlMs: number;
  readonly clock: Clock;
}

interface Entry<V> {
  readonly value: Promise<V>;
  readonly expiresAt: number;
  /** The value, once it is there. */
  loaded?: V;
}

/**
 * A bounded cache of loads: entries live for a fixed time from their load on (use does not prolong them), the least
 * recently used one leaves first, callers that ask at once share one load (single flight), and a failed load leaves
 * nothing behind.
 */
export class ExpiringCache<V> {
  readonly #entries = new Map<string, Entry<V>>();
  readonly #options: ExpiringCacheOptions;

  constructor(options: ExpiringCacheOptions) {
    this.#options = options;
  }

  /** The cached value, or what `load` brings. @throws whatever `load` throws. */
  get(key: string, load: () => Promise<V>): Promise<V> {
    const now = this.#options.clock.now().getTime();
    const cached = this.#entries.get(key);
    // A clock that stepped back must not keep an entry alive for longer than its time.
    if (cached !== undefined && cached.expiresAt > now && cached.expiresAt - now <= this.#options.ttlMs) {
      this.#entries.delete(key);
      this.#entries.set(key, cached);
      return cached.value;
    }
    return this.#fill(key, load(), now);
  }

  /**
   * Loads anew in place of a value that turned out to be stale. Callers that found the same one share the load, and who
   * comes after it gets what it brought. @throws whatever `load` throws.
   */
  replace(key: string, stale: V, load: () => Promise<V>): Promise<V> {
    if (this.#entries.get(key)?.loaded === stale) this.#entries.delete(key);
    return this.get(key, load);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  #fill(key: string, value: Promise<V>, now: number): Promise<V> {
    const entry: Entry<V> = { value, expiresAt: now + this.#options.ttlMs };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#evict();
    value.then(
      (loaded) => {
        entry.loaded = loaded;
      },
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    return value;
  }

  #evict(): void {
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#options.maxEntries) return;
      this.#entries.delete(oldest);
    }
  }
}
