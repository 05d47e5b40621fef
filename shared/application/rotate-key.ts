import type { Refusal } from '../domain/result';
import type { KeyWrapping } from '../ports/key-wrapping';
import type { TenantKeyPointer, TenantKeyStore } from '../ports/tenant-key-store';
import type { PhiCall } from './call';
import { createNextOnce, type Creation, type NewResource, type RepeatableDependencies } from './create-once';
import { type KeyBody, keyBodyWhenMade } from './key-body';
import { nextTenantKey } from './tenant-key-provision';

export interface RotateKeyDependencies extends RepeatableDependencies {
  readonly keys: TenantKeyStore;
  readonly wrapping: KeyWrapping;
}

/**
 * Makes the next version of a covered entity's key, once for each idempotency key: from then on it seals, and the older
 * ones open. Instances that hold the older one go on sealing with it for five minutes at most.
 * @param newest the newest version, as read beside the checks; read again if another rotation was faster.
 * @throws DependencyUnavailableError
 */
export const rotateKey = (
  deps: RotateKeyDependencies,
  call: PhiCall,
  newest: TenantKeyPointer | undefined,
): Promise<Creation<KeyBody> | Refusal<'idempotency-key-reused' | 'request-in-progress'>> => {
  let known: { readonly newest: TenantKeyPointer | undefined } | undefined = { newest };
  /** Of what is made and of what is answered instead: a replay answers another version than the one made for it. */
  const versions = new Map<string, number>();
  const make = async (): Promise<NewResource<KeyBody>> => {
    const before = known === undefined ? await deps.keys.newest(call.tree) : known.newest;
    known = undefined;
    const { stored } = await nextTenantKey(deps, call.tree, before);
    versions.set(stored.key_id, stored.version);
    return {
      covered_entity_id: stored.covered_entity_id,
      id: stored.key_id,
      mutations: [deps.keys.creation(stored)],
      facts: (id) => ({ key_version: versions.get(id) }),
      body: keyBodyWhenMade(stored),
    };
  };
  return createNextOnce(deps, call, make, async ({ covered_entity_id, resource_id }) => {
    const made = (await deps.keys.versions(covered_entity_id)).find(({ key_id }) => key_id === resource_id);
    if (made === undefined) return undefined;
    versions.set(made.key_id, made.version);
    return keyBodyWhenMade(made);
  });
};
