import type { KeyObject } from 'node:crypto';
import type { AuditTrail } from '../ports/audit-trail';
import type { KeyWrapping } from '../ports/key-wrapping';
import type { TenantKeyPointer, TenantKeyStore, WrappedTenantKey } from '../ports/tenant-key-store';
import type { EventSources } from './call';
import { systemEvent } from './system-event';

/** A new key takes over when the newest one is this old. */
export const ROTATION_INTERVAL_MS = 30 * 24 * 60 * 60 * 1000;

export interface ProvisionDependencies extends EventSources {
  readonly keys: TenantKeyStore;
  readonly wrapping: KeyWrapping;
  readonly audit: AuditTrail;
  readonly retentionYears: number;
}

export interface TenantKey {
  readonly key: KeyObject;
  readonly stored: WrappedTenantKey;
}

const provisionEvent = (key: WrappedTenantKey, deps: ProvisionDependencies) =>
  systemEvent(deps, key.created_at, {
    covered_entity_id: key.covered_entity_id,
    operation: 'provisionTenantKey',
    resource_type: 'tenant_key',
    resource_id: key.key_id,
    status_code: 201,
    key_version: key.version,
  });

/** Whether a covered entity has no key to seal with: none at all, or its newest one's destruction was requested. */
export const maySealNothing = (newest: TenantKeyPointer | undefined): boolean =>
  newest === undefined || newest.retired === true;

/** Whether a covered entity needs a new key: it has none to seal with, or its newest one is due by its age. */
export const isRotationDue = (newest: TenantKeyPointer | undefined, now: Date): boolean =>
  newest === undefined || maySealNothing(newest) || now.getTime() - newest.created_at.getTime() >= ROTATION_INTERVAL_MS;

/**
 * Makes the next key of a covered entity, wrapped by KMS, and stores nothing.
 * @param newest the entity's newest key, as read; the new one's version is one more.
 * @throws DependencyUnavailableError
 */
export const nextTenantKey = async (
  { wrapping, randomness, clock }: Pick<ProvisionDependencies, 'wrapping' | 'randomness' | 'clock'>,
  coveredEntityId: string,
  newest: TenantKeyPointer | undefined,
): Promise<TenantKey> => {
  const version = (newest?.version ?? 0) + 1;
  const { key, wrapped } = await wrapping.generate({ covered_entity_id: coveredEntityId, version });
  const stored = {
    covered_entity_id: coveredEntityId,
    key_id: randomness.uuid(),
    version,
    wrapped,
    created_at: clock.now(),
  };
  return { key, stored };
};

/**
 * Makes the next key of a covered entity, stored wrapped and audited in one transaction.
 * @returns nothing when another instance was faster; then its key is the newest one.
 * @throws DependencyUnavailableError
 */
export const provisionTenantKey = async (
  deps: ProvisionDependencies,
  coveredEntityId: string,
  newest: TenantKeyPointer | undefined,
): Promise<TenantKey | undefined> => {
  const { key, stored } = await nextTenantKey(deps, coveredEntityId, newest);
  const outcome = await deps.audit.commit([deps.keys.creation(stored)], [provisionEvent(stored, deps)], undefined);
  return outcome === 'conflict' ? undefined : { key, stored };
};
