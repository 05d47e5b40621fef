import type { KeyObject } from 'node:crypto';
import type { Clock } from '../ports/clock';
import type { CursorKeySource } from '../ports/cursor-key-source';
import { ExpiringCache } from './expiring-cache';

const TTL_MS = 5 * 60 * 1000;

/** The deployment's cursor key, fetched once per instance and TTL. */
export class CursorKeys implements CursorKeySource {
  readonly #source: CursorKeySource;
  readonly #cache: ExpiringCache<KeyObject>;

  constructor(source: CursorKeySource, clock: Clock) {
    this.#source = source;
    this.#cache = new ExpiringCache({ maxEntries: 1, ttlMs: TTL_MS, clock });
  }

  /** @throws DependencyUnavailableError */
  cursorKey(): Promise<KeyObject> {
    return this.#cache.get('cursor', () => this.#source.cursorKey());
  }
}
