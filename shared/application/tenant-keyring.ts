import { type DerivedKey, deriveKey, SALT_BYTES, type SealingKey } from '../crypto/derived-key';
import type { Baa } from '../domain/baa';
import { DependencyUnavailableError } from '../ports/errors';
import type { TenantKeyPointer, WrappedTenantKey } from '../ports/tenant-key-store';
import { ExpiringCache } from './expiring-cache';
import {
  isRotationDue,
  maySealNothing,
  provisionTenantKey,
  type ProvisionDependencies,
  type TenantKey,
} from './tenant-key-provision';

/** How long an instance keeps an unwrapped key: within this time a destroyed key stops working. */
export const KEY_TTL_MS = 5 * 60 * 1000;
const MAX_TENANT_KEYS = 1000;
const MAX_DERIVED_KEYS = 256;
/** Encryptions under one derived key; far below the 2^32 that random 96-bit nonces allow (NIST SP 800-38D, 8.3). */
export const MAX_USES = 2 ** 28;
const MAX_PROVISION_RACES = 3;
/** Keys found destroyed one after the other before a seal gives up. */
const MAX_DESTROYED = 2;
/** Clocks of two instances agree within this. */
const CLOCK_SKEW_MS = 1000;

export interface KeyringDependencies extends ProvisionDependencies {
  /** For tests; default: `MAX_USES`. */
  readonly maxUses?: number;
}

/** An unwrapped tenant key with what hangs on it; the derived keys leave the cache together with it. */
interface CachedKey extends TenantKey {
  readonly derived: ExpiringCache<DerivedKey>;
  writer: { readonly derived: DerivedKey; uses: number };
}

/** Which key was the newest, and when that was read. */
interface KnownNewest {
  readonly pointer: TenantKeyPointer;
  readonly readAt: Date;
}

/** What a seal needs to know of the agreement that carries it: no agreement, no key to seal with. */
export type SealingAgreement = Pick<Baa, 'covered_entity_id' | 'created_at'>;

/**
 * Whether a seal makes the next key when one is due by its age, or leaves that to the next seal: a new key needs the
 * audit table, and emergency access goes on without it (docs/decisions/0030).
 */
export type Rotation = 'when-due' | 'left-to-others';

export type SealingGrant = SealingKey & { readonly version: number };

/**
 * The tenant keys of one function instance. Warm, neither sealing nor opening calls KMS; cold, callers that come at
 * once share one call.
 */
export class TenantKeyring {
  readonly #deps: KeyringDependencies;
  readonly #maxUses: number;
  readonly #newest: ExpiringCache<KnownNewest>;
  readonly #byId: ExpiringCache<CachedKey | undefined>;

  constructor(deps: KeyringDependencies) {
    this.#deps = deps;
    this.#maxUses = deps.maxUses ?? MAX_USES;
    const options = { maxEntries: MAX_TENANT_KEYS, ttlMs: KEY_TTL_MS, clock: deps.clock };
    this.#newest = new ExpiringCache(options);
    this.#byId = new ExpiringCache(options);
  }

  /**
   * The key to seal with: the entity's newest, under a salt that this instance drew itself, so that the count of its
   * uses means something. Provisions the first key, the next when one is due, and the next after one that was destroyed.
   * @param agreement under which the caller seals. What is known of the newest key must have been read after it came on
   *   file: keys are destroyed only between agreements, and nothing may be sealed under one then.
   * @param uses how many values the caller seals with it, each under a nonce of its own: the fields of one record.
   * @param rotation a key that may seal nothing any more is replaced in any case.
   * @throws DependencyUnavailableError
   */
  async sealingKey(agreement: SealingAgreement, uses = 1, rotation: Rotation = 'when-due'): Promise<SealingGrant> {
    const { covered_entity_id: coveredEntityId } = agreement;
    const agreedAt = new Date(agreement.created_at);
    const load = (gone?: string) => () => this.#loadNewest(coveredEntityId, rotation, gone);
    let known = await this.#newest.get(coveredEntityId, load());
    if (known.readAt.getTime() <= agreedAt.getTime() + CLOCK_SKEW_MS) {
      known = await this.#newest.replace(coveredEntityId, known, load());
    }
    for (let destroyed = 0; ; destroyed += 1) {
      const { key_id: keyId } = known.pointer;
      const cached = await this.#find(coveredEntityId, keyId);
      if (cached !== undefined) {
        if (cached.writer.uses + uses > this.#maxUses) cached.writer = this.#drawWriter(cached);
        cached.writer.uses += uses;
        return { keyId, version: cached.stored.version, derived: cached.writer.derived };
      }
      if (destroyed >= MAX_DESTROYED) throw new DependencyUnavailableError('tenant-keys');
      known = await this.#newest.replace(coveredEntityId, known, load(keyId));
    }
  }

  /** The key that a token names, or nothing if the entity has no such key. @throws DependencyUnavailableError */
  async openingKey(
    coveredEntityId: string,
    keyId: string,
    salt: Uint8Array,
  ): Promise<{ readonly derived: DerivedKey; readonly version: number } | undefined> {
    const cached = await this.#find(coveredEntityId, keyId);
    if (cached === undefined) return undefined;
    const name = Buffer.from(salt.buffer, salt.byteOffset, salt.length).toString('latin1');
    const derived = await cached.derived.get(name, () => Promise.resolve(deriveKey(cached.key, salt)));
    return { derived, version: cached.stored.version };
  }

  async #find(coveredEntityId: string, keyId: string): Promise<CachedKey | undefined> {
    const name = `${coveredEntityId}/${keyId}`;
    const cached = await this.#byId.get(name, async () => {
      const stored = await this.#deps.keys.find(coveredEntityId, keyId);
      return stored === undefined ? undefined : this.#unwrap(stored);
    });
    // Whoever forges key ids must not fill the cache with their absence.
    if (cached === undefined) this.#byId.delete(name);
    return cached;
  }

  /** @param gone a key that is not there any more, though the pointer still names it: destroyed past the API. */
  async #loadNewest(coveredEntityId: string, rotation: Rotation, gone?: string): Promise<KnownNewest> {
    for (let race = 0; race < MAX_PROVISION_RACES; race += 1) {
      const readAt = this.#deps.clock.now();
      const pointer = await this.#deps.keys.newest(coveredEntityId);
      const isDue = rotation === 'when-due' ? isRotationDue(pointer, readAt) : maySealNothing(pointer);
      if (pointer !== undefined && pointer.key_id !== gone && !isDue) {
        return { pointer, readAt };
      }
      const made = await provisionTenantKey(this.#deps, coveredEntityId, pointer);
      if (made !== undefined) {
        const name = `${coveredEntityId}/${made.stored.key_id}`;
        await this.#byId.get(name, () => Promise.resolve(this.#cached(made)));
        return { pointer: made.stored, readAt };
      }
    }
    throw new DependencyUnavailableError('tenant-keys');
  }

  async #unwrap(stored: WrappedTenantKey): Promise<CachedKey> {
    return this.#cached({ key: await this.#deps.wrapping.unwrap(stored.wrapped, stored), stored });
  }

  #cached(tenantKey: TenantKey): CachedKey {
    return {
      ...tenantKey,
      derived: new ExpiringCache({ maxEntries: MAX_DERIVED_KEYS, ttlMs: KEY_TTL_MS, clock: this.#deps.clock }),
      writer: this.#drawWriter(tenantKey),
    };
  }

  #drawWriter({ key }: TenantKey): CachedKey['writer'] {
    return { derived: deriveKey(key, this.#deps.randomness.bytes(SALT_BYTES)), uses: 0 };
  }
}
