import { deriveKey, type DerivedKey, SALT_BYTES } from '../crypto/derived-key';
import { openValue, sealValue } from '../crypto/value-envelope';
import { NONCE_BYTES, parseToken } from '../crypto/value-token';
import type { AuditEvent } from '../domain/audit-event';
import { type Baa, findActiveBaa } from '../domain/baa';
import { Plaintext } from '../domain/plaintext';
import type { CheckName, CheckReason, ReadinessBody, ReadinessCheck } from '../domain/readiness';
import { isRefusal } from '../domain/result';
import type { AuditInspection } from '../ports/audit-inspection';
import type { AuditTrail } from '../ports/audit-trail';
import type { BaaRegistry } from '../ports/baa-registry';
import type { KeyInspection } from '../ports/key-inspection';
import type { KeyWrapping } from '../ports/key-wrapping';
import type { ReconciliationLedger } from '../ports/reconciliation-ledger';
import type { TenantKeyPointer, TenantKeyStore } from '../ports/tenant-key-store';
import type { TimeLimit } from '../ports/time-limit';
import type { EventSources } from './call';
import { TenantKeyring } from './tenant-keyring';

/** What a check stands on; one that is not configured is not asked. */
export type Foundation = 'audit' | 'baa' | 'keys' | 'phi-key' | 'regions' | 'retention' | 'mode';

export interface ReadinessDependencies extends EventSources {
  readonly mode: ReadinessBody['mode'];
  readonly audit: AuditTrail;
  readonly auditInspection: AuditInspection;
  readonly baas: BaaRegistry;
  readonly keys: TenantKeyStore;
  readonly wrapping: KeyWrapping;
  readonly keyInspection: KeyInspection;
  readonly reconciliation: Pick<ReconciliationLedger, 'load'>;
  readonly timeLimit: TimeLimit;
  readonly enabled: boolean;
  readonly region: string;
  readonly allowedRegions: readonly string[];
  readonly retentionYears: number;
  readonly leastRetentionYears: number;
  /** How much before the end of an agreement the gate closes; see `BaaQuestion`. */
  readonly baaMarginMs: number;
  /** Foundations whose settings are missing or wrong. */
  readonly misconfigured: ReadonlySet<Foundation>;
  /** Names of what is looked at, as they may leave. */
  readonly resources: { readonly phiKey: string; readonly auditTable: string };
  /** Told of each probe that failed by an error, for logs and metrics. */
  readonly probeFailed: (name: CheckName | 'audit-pending', error: unknown, requestId: string) => void;
}

/** What a probe found; it passed if there is no reason. */
export type Finding = Partial<Pick<ReadinessCheck, 'measured' | 'resource'>> & { readonly reason?: CheckReason };

export interface Probe {
  readonly name: CheckName;
  readonly needs: readonly Foundation[];
  readonly run: () => Finding | Promise<Finding>;
}

/** What the probes are about: the covered entity, and the call's own event, which is the one that they try to change. */
export interface ProbeSubject {
  readonly tree: string;
  readonly now: Date;
  readonly event: AuditEvent;
  /** Settles when the event is durable, or when it is not going to be. */
  readonly appended: Promise<void>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

const failing = (reason: CheckReason, fails: boolean): Pick<Finding, 'reason'> => (fails ? { reason } : {});

/** Whole days from today (UTC) to an agreement's last day; 0 on that day. */
const daysLeft = ({ expiry_date }: Baa, now: Date): number =>
  Math.floor((Date.parse(expiry_date) + DAY_MS - now.getTime()) / DAY_MS);

/** The agreement that lasts longest of those in force, as the gate of guarantee 2 would see them. */
const activeBaa = async (deps: ReadinessDependencies, { tree, now }: ProbeSubject): Promise<Finding> => {
  const agreements = await deps.baas.agreementsOf(tree);
  const question = { categories: [], region: deps.region, now, marginMs: deps.baaMarginMs };
  const decision = findActiveBaa(agreements, question);
  if (isRefusal(decision)) return { reason: decision.refused };
  const [longest = decision] = agreements
    .filter((baa) => !isRefusal(findActiveBaa([baa], question)))
    .sort((a, b) => (a.expiry_date < b.expiry_date ? 1 : -1));
  return { measured: daysLeft(longest, now), resource: `baa/${longest.id}` };
};

/** A tenant key out of KMS, opened for this probe alone: a cached one would hide that KMS no longer gives it. */
interface FreshKey {
  readonly keyId: string;
  readonly derive: (salt: Uint8Array) => Promise<DerivedKey | undefined>;
}

const tenantKey = (deps: ReadinessDependencies, tree: string, keyId: string): FreshKey => {
  const keyring = new TenantKeyring(deps);
  return { keyId, derive: async (salt) => (await keyring.openingKey(tree, keyId, salt))?.derived };
};

/** For an entity without a key that seals: one that KMS makes and unwraps, and that is stored nowhere. */
const passingKey = async (deps: ReadinessDependencies, tree: string, version: number): Promise<FreshKey> => {
  const context = { covered_entity_id: tree, version };
  const { wrapped } = await deps.wrapping.generate(context);
  const key = await deps.wrapping.unwrap(wrapped, context);
  return { keyId: deps.randomness.uuid(), derive: (salt) => Promise.resolve(deriveKey(key, salt)) };
};

/** Where no key seals, none ever or not after a destruction: the next sealing makes one, as here, and is not broken. */
const nextKey = async (
  deps: ReadinessDependencies,
  tree: string,
  newest: TenantKeyPointer | undefined,
  salt: Uint8Array,
) => {
  const key = await passingKey(deps, tree, (newest?.version ?? 0) + 1);
  const measured = newest === undefined ? ('no-tenant-key' as const) : ('key-due' as const);
  return { key, measured, derived: await key.derive(salt) };
};

const RANDOM_BYTES = 32;

/** Seals a random text and opens the token again, as `/encrypt` and `/decrypt` do. */
const roundTrip = async (deps: ReadinessDependencies, { tree }: ProbeSubject): Promise<Finding> => {
  const newest = await deps.keys.newest(tree);
  const salt = deps.randomness.bytes(SALT_BYTES);
  const stored = newest === undefined || newest.retired ? undefined : tenantKey(deps, tree, newest.key_id);
  const opened = await stored?.derive(salt);
  const { key, measured, derived } =
    stored !== undefined && opened !== undefined
      ? { key: stored, measured: 'tenant-key' as const, derived: opened }
      : await nextKey(deps, tree, newest, salt);
  if (derived === undefined) return { reason: 'unavailable', measured };
  const value = Buffer.from(deps.randomness.bytes(RANDOM_BYTES)).toString('base64');
  const binding = { covered_entity_id: tree, region: deps.region, category: undefined, context: {} };
  const nonce = deps.randomness.bytes(NONCE_BYTES);
  const token = parseToken(sealValue(Plaintext.of(value), binding, { keyId: key.keyId, derived }, nonce));
  const again = token === undefined ? undefined : await key.derive(token.salt);
  const seen: string[] = [];
  // Not PHI, and it stays in this function: a random text that nobody was told.
  if (token !== undefined && again !== undefined) openValue(token, binding, again)?.map((text) => seen.push(text));
  return { measured, ...failing('value-differs', seen[0] !== value) };
};

const keyState = async ({ keyInspection, resources }: ReadinessDependencies): Promise<Finding> => {
  const measured = await keyInspection.state();
  return { measured, resource: resources.phiKey, ...failing('key-not-enabled', measured !== 'Enabled') };
};

const keyRotation = async ({ keyInspection, resources }: ReadinessDependencies): Promise<Finding> => {
  const days = await keyInspection.rotationDays();
  return { measured: days ?? false, resource: resources.phiKey, ...failing('rotation-off', days === undefined) };
};

const append = async ({ event, appended }: ProbeSubject): Promise<Finding> => {
  await appended;
  return { measured: 'appended', resource: `event/${event.id}` };
};

const readBack = async (deps: ReadinessDependencies, { event, appended }: ProbeSubject): Promise<Finding> => {
  const resource = `event/${event.id}`;
  const durable = await appended.then(
    () => true,
    () => false,
  );
  if (!durable) return { resource, reason: 'not-appended' };
  const identical = await deps.auditInspection.holds(event);
  return { resource, measured: identical ? 'identical' : 'different', ...failing('event-differs', !identical) };
};

const attempt =
  ({ auditInspection }: ReadinessDependencies, { event }: ProbeSubject, change: 'update' | 'delete') =>
  async (): Promise<Finding> => {
    const measured = await auditInspection.attempt(change, event);
    return { measured, resource: `event/${event.id}`, ...failing('change-not-denied', measured !== 'denied') };
  };

const policy = async ({ auditInspection, resources }: ReadinessDependencies): Promise<Finding> => {
  const { denied, undenied } = await auditInspection.policy();
  return { measured: denied, resource: resources.auditTable, ...failing('policy-incomplete', undenied.length > 0) };
};

const approvedRegion = ({ region, allowedRegions }: ReadinessDependencies): Finding => ({
  measured: region,
  resource: `region/${region}`,
  ...failing('region-not-approved', !allowedRegions.includes(region)),
});

/** All probes of one call. Each can be run, and fail, by itself. */
export const readinessProbes = (deps: ReadinessDependencies, subject: ProbeSubject): readonly Probe[] => [
  { name: 'baa-active', needs: ['baa'], run: () => activeBaa(deps, subject) },
  { name: 'phi-key-enabled', needs: ['phi-key'], run: () => keyState(deps) },
  { name: 'phi-key-rotation', needs: ['phi-key'], run: () => keyRotation(deps) },
  { name: 'encryption-round-trip', needs: ['phi-key', 'keys'], run: () => roundTrip(deps, subject) },
  { name: 'audit-append', needs: ['audit'], run: () => append(subject) },
  { name: 'audit-read-back', needs: ['audit'], run: () => readBack(deps, subject) },
  { name: 'audit-update-denied', needs: ['audit'], run: attempt(deps, subject, 'update') },
  { name: 'audit-delete-denied', needs: ['audit'], run: attempt(deps, subject, 'delete') },
  // The table's ARN is made of the key's account, since a function is told the table's name alone.
  { name: 'audit-policy', needs: ['audit', 'phi-key'], run: () => policy(deps) },
  {
    name: 'audit-retention',
    needs: ['retention'],
    run: () => ({
      measured: deps.retentionYears,
      ...failing('retention-too-short', deps.retentionYears < deps.leastRetentionYears),
    }),
  },
  { name: 'regions-listed', needs: ['regions'], run: () => ({ measured: deps.allowedRegions.length }) },
  { name: 'region-approved', needs: ['regions'], run: () => approvedRegion(deps) },
  {
    name: 'hipaa-mode',
    needs: ['mode'],
    run: () => ({ measured: deps.enabled, ...failing('hipaa-mode-off', !deps.enabled) }),
  },
];
