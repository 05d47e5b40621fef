import type { Clock } from '../ports/clock';

export interface ExpiringCacheOptions {
  readonly maxEntries: number;
  readonly ttlMs: number;
  readonly clock: Clock;
}

interface Entry<V> {
  readonly value: Promise<V>;
  readonly expiresAt: number;
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

  delete(key: string): void {
    this.#entries.delete(key);
  }

  #fill(key: string, value: Promise<V>, now: number): Promise<V> {
    const entry = { value, expiresAt: now + this.#options.ttlMs };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#evict();
    value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    return value;
  }

  #evict(): void {
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#options.maxEntries) return;
      this.#entries.delete(oldest);
    }
  }
}
