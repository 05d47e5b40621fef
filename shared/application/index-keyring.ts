import type { KeyObject } from 'node:crypto';
import type { AuditTrail } from '../ports/audit-trail';
import { DependencyUnavailableError } from '../ports/errors';
import type { IndexKeyStore, WrappedIndexKey } from '../ports/index-key-store';
import { INDEX_KEY_VERSION, type KeyWrapping } from '../ports/key-wrapping';
import type { EventSources } from './call';
import { ExpiringCache } from './expiring-cache';
import { KEY_TTL_MS } from './tenant-keyring';
import { systemEvent } from './system-event';

const MAX_INDEX_KEYS = 1000;
const MAX_PROVISION_RACES = 3;
const ROUNDS = 2;

export interface IndexKeyringDependencies extends EventSources {
  readonly indexKeys: IndexKeyStore;
  readonly wrapping: KeyWrapping;
  readonly audit: AuditTrail;
  readonly retentionYears: number;
}

const provisionEvent = ({ covered_entity_id, key_id, created_at }: WrappedIndexKey, deps: IndexKeyringDependencies) =>
  systemEvent(deps, created_at, {
    covered_entity_id,
    operation: 'provisionIndexKey',
    resource_type: 'index_key',
    resource_id: key_id,
    status_code: 201,
  });

/**
 * The keys of the blind index that one function instance knows, each for at most as long as a tenant key: within this
 * time a destroyed one stops working. A tenant's index key is random and one for all time; a derived one would outlive the
 * destruction of the tenant's keys.
 */
export class IndexKeyring {
  readonly #deps: IndexKeyringDependencies;
  readonly #keys: ExpiringCache<KeyObject | undefined>;

  constructor(deps: IndexKeyringDependencies) {
    this.#deps = deps;
    this.#keys = new ExpiringCache({ maxEntries: MAX_INDEX_KEYS, ttlMs: KEY_TTL_MS, clock: deps.clock });
  }

  /** The entity's index key, or nothing if nothing was ever indexed. @throws DependencyUnavailableError */
  async find(coveredEntityId: string): Promise<KeyObject | undefined> {
    const key = await this.#keys.get(coveredEntityId, () => this.#load(coveredEntityId));
    // Whoever comes next may be the first to index something.
    if (key === undefined) this.#keys.delete(coveredEntityId);
    return key;
  }

  /** The key to index with; made, if the entity has none. @throws DependencyUnavailableError */
  async provide(coveredEntityId: string): Promise<KeyObject> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const key = await this.#keys.get(coveredEntityId, () => this.#loadOrMake(coveredEntityId));
      if (key !== undefined) return key;
      // What was found is the absence that a search is about to forget.
      this.#keys.delete(coveredEntityId);
    }
    throw new DependencyUnavailableError('tenant-keys');
  }

  async #load(coveredEntityId: string): Promise<KeyObject | undefined> {
    const stored = await this.#deps.indexKeys.find(coveredEntityId);
    const context = { covered_entity_id: coveredEntityId, version: INDEX_KEY_VERSION } as const;
    return stored && this.#deps.wrapping.unwrap(stored.wrapped, context);
  }

  async #loadOrMake(coveredEntityId: string): Promise<KeyObject | undefined> {
    for (let race = 0; race < MAX_PROVISION_RACES; race += 1) {
      const key = (await this.#load(coveredEntityId)) ?? (await this.#make(coveredEntityId));
      if (key !== undefined) return key;
    }
    return undefined;
  }

  /** Stored wrapped and audited in one transaction. @returns nothing when another instance was faster. */
  async #make(coveredEntityId: string): Promise<KeyObject | undefined> {
    const { wrapping, indexKeys, audit, clock, randomness } = this.#deps;
    const { key, wrapped } = await wrapping.generate({
      covered_entity_id: coveredEntityId,
      version: INDEX_KEY_VERSION,
    });
    const stored: WrappedIndexKey = {
      covered_entity_id: coveredEntityId,
      key_id: randomness.uuid(),
      wrapped,
      created_at: clock.now(),
    };
    const outcome = await audit.commit([indexKeys.creation(stored)], [provisionEvent(stored, this.#deps)], undefined);
    return outcome === 'conflict' ? undefined : key;
  }
}
