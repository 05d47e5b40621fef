import { createSecretKey, randomBytes } from 'node:crypto';
import { MemoryAuditTrail } from '../../shared/adapters/memory/memory-audit-trail';
import { MemoryBaaRegistry } from '../../shared/adapters/memory/memory-baa-registry';
import { MemoryFernetKeys } from '../../shared/adapters/memory/memory-fernet-keys';
import { MemoryIdempotencyStore } from '../../shared/adapters/memory/memory-idempotency-store';
import { MemoryKeyWrapping } from '../../shared/adapters/memory/memory-key-wrapping';
import { MemorySessionStore } from '../../shared/adapters/memory/memory-session-store';
import { MemoryTenantKeyStore } from '../../shared/adapters/memory/memory-tenant-key-store';
import { systemRandomness } from '../../shared/adapters/aws/system-sources';
import type { PhiCall } from '../../shared/application/call';
import type { EnvelopeDependencies } from '../../shared/application/encrypt-value';
import { TenantKeyring } from '../../shared/application/tenant-keyring';
import type { Baa } from '../../shared/domain/baa';
import type { TenantKeyStore } from '../../shared/ports/tenant-key-store';
import { MovableClock, NOON } from './movable-clock';
import { agreement, ENTITY_A, PATIENT, REGION, REQUEST, tenantAdmin } from './synthetic-parties';

const DEPLOYMENT_KEY = createSecretKey(randomBytes(32));

/** The whole custody layer in memory: every store once, and as many function instances as a test wants. */
export class MemoryCustody implements EnvelopeDependencies {
  readonly clock = new MovableClock();
  readonly randomness = systemRandomness;
  readonly audit = new MemoryAuditTrail();
  readonly baas = new MemoryBaaRegistry();
  readonly idempotency = new MemoryIdempotencyStore();
  readonly cursors = { cursorKey: () => Promise.resolve(DEPLOYMENT_KEY) };
  readonly sessions = new MemorySessionStore();
  readonly keys: TenantKeyStore = new MemoryTenantKeyStore();
  readonly wrapping = new MemoryKeyWrapping();
  readonly legacyKeys = new MemoryFernetKeys();
  readonly retentionYears = 6;
  readonly region: string = REGION;
  readonly keyring = this.instance();

  /** Another function instance's keyring, over the same stores. */
  instance(): TenantKeyring {
    return new TenantKeyring(this);
  }

  /** Puts agreements on file without leaving an event. */
  file(...agreements: readonly Baa[]): void {
    for (const baa of agreements) this.baas.creation(baa).apply();
  }
}

/** A tenant admin's call that passed the gate. */
export const phiCall = (changes: Partial<PhiCall> = {}): PhiCall => ({
  request_id: REQUEST,
  operation: 'decryptValue',
  action: 'READ',
  resource_type: 'value',
  actor: tenantAdmin(),
  tree: ENTITY_A,
  patient_id: PATIENT,
  started_at: NOON,
  ip_address: '192.0.2.10',
  user_agent: 'curl 8',
  purpose: 'treatment',
  grant: { baa: agreement(), state: 'active' },
  retention_years: 6,
  ...changes,
});
