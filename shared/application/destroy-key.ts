import type { AuditEvent } from '../domain/audit-event';
import {
  certificateOf,
  DESTRUCTION_WARNING,
  type DestructionCertificate,
  type DestructionRequest,
  keysAreNeeded,
  openRequest,
  type TenantKeyRecord,
} from '../domain/key-destruction';
import { refuse, type Refusal } from '../domain/result';
import type { Audited, AuditTrail, Mutation } from '../ports/audit-trail';
import type { AgreementsOnFile, BaaRegistry } from '../ports/baa-registry';
import type { IndexKeyStore } from '../ports/index-key-store';
import type { TenantKeyStore } from '../ports/tenant-key-store';
import { auditEvent, type Call, type EventSources } from './call';
import { pendingDestruction, type PendingDestruction } from './key-body';

export interface DestroyKeyDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly keys: TenantKeyStore;
  readonly indexKeys: IndexKeyStore;
  readonly baas: BaaRegistry;
}

/** What destruction depends on, as it stood at one time. */
export interface KeysAndAgreements {
  readonly versions: readonly TenantKeyRecord[];
  readonly agreements: AgreementsOnFile;
}

export interface DestroyKey {
  readonly version: number;
  /** The id of the key that the caller means. */
  readonly confirm: string;
}

/** A destruction that waits for another admin. */
type WaitingBody = PendingDestruction &
  Pick<DestructionCertificate, 'key_id' | 'version'> & { readonly warning: string };

/** A destruction that is done, or that waits for another admin. */
export type DestructionAnswer =
  | { readonly audited: Audited<DestructionCertificate>; readonly accepted: false }
  | { readonly audited: Audited<WaitingBody>; readonly accepted: true };

type DestructionRefusal = Refusal<'not-found' | 'invalid-request' | 'key-needed' | 'request-in-progress'>;

const ROUNDS = 3;

/** Reads a covered entity's keys and agreements side by side. @throws DependencyUnavailableError */
export const readKeysAndAgreements = async (
  { keys, baas }: Pick<DestroyKeyDependencies, 'keys' | 'baas'>,
  tree: string,
): Promise<KeysAndAgreements> => {
  const [versions, agreements] = await Promise.all([keys.versions(tree), baas.onFile(tree)]);
  return { versions, agreements };
};

/** Makes the change only while no agreement came on file since those were read that permit it. */
const commit = <T>(
  { audit, baas }: DestroyKeyDependencies,
  { check }: Call,
  { agreements, mutations }: { readonly agreements: AgreementsOnFile; readonly mutations: readonly Mutation[] },
  { event, body }: { readonly event: AuditEvent; readonly body: T },
): Promise<Audited<T> | 'conflict'> => audit.commit([...mutations, baas.noneSince(agreements)], [event], body, check);

const eventOf = (deps: DestroyKeyDependencies, call: Call, { key_id, version }: TenantKeyRecord, status_code: number) =>
  auditEvent(call, { outcome: 'success', status_code, resource_id: key_id, key_version: version }, deps);

interface Destroyable {
  readonly key: TenantKeyRecord;
  /** None of them needs the key. */
  readonly agreements: AgreementsOnFile;
}

/** Notes the request, or, if it is this admin's already, answers it once more. */
const request = async (
  deps: DestroyKeyDependencies,
  call: Call,
  { key, newest, asked, agreements }: Destroyable & { readonly newest: boolean; readonly asked?: DestructionRequest },
): Promise<DestructionAnswer | 'conflict'> => {
  const event = eventOf(deps, call, key, 202);
  const noted = asked ?? { requested_by: call.actor.user_id, requested_at: deps.clock.now().toISOString() };
  const body = { key_id: key.key_id, version: key.version, ...pendingDestruction(noted), warning: DESTRUCTION_WARNING };
  if (asked !== undefined) return { audited: await deps.audit.answer([event], body, call.check), accepted: true };
  const mutations = [deps.keys.destructionRequest(key, noted, newest)];
  const audited = await commit(deps, call, { agreements, mutations }, { event, body });
  return audited === 'conflict' ? 'conflict' : { audited, accepted: true };
};

/**
 * The index key goes with the last version: in the same transaction, which either finds another version still present, or
 * removes the index key. So two admins who destroy the last two versions at once cannot leave it behind.
 */
const endOfIndexKey = (
  { keys, indexKeys }: DestroyKeyDependencies,
  versions: readonly TenantKeyRecord[],
  { covered_entity_id, key_id }: TenantKeyRecord,
): Mutation => {
  const other = versions.find((each) => each.key_id !== key_id && each.material === 'present');
  return other === undefined ? indexKeys.indexKeyRemoval(covered_entity_id) : keys.presence(other);
};

const destroy = async (
  deps: DestroyKeyDependencies,
  call: Call,
  { key, agreements, versions }: Destroyable & Pick<KeysAndAgreements, 'versions'>,
  asked: DestructionRequest,
): Promise<DestructionAnswer | 'conflict'> => {
  const event = eventOf(deps, call, key, 200);
  const certificate = certificateOf({
    certificate_id: deps.randomness.uuid(),
    key,
    request: asked,
    confirmed_by: call.actor.user_id,
    at: deps.clock.now(),
    audit_event_id: event.id,
  });
  const mutations = [deps.keys.destruction(key, certificate), endOfIndexKey(deps, versions, key)];
  const audited = await commit(deps, call, { agreements, mutations }, { event, body: certificate });
  return audited === 'conflict' ? 'conflict' : { audited, accepted: false };
};

const step = async (
  deps: DestroyKeyDependencies,
  call: Call,
  { version, confirm }: DestroyKey,
  { versions, agreements }: KeysAndAgreements,
): Promise<DestructionAnswer | DestructionRefusal | 'conflict'> => {
  const key = versions.find((each) => each.version === version);
  if (key === undefined) return refuse('not-found');
  if (key.key_id !== confirm) {
    return refuse('invalid-request', { fields: [{ path: 'confirm', code: 'not-the-key-id' }], accounts: [] });
  }
  if (key.certificate !== undefined) {
    const event = eventOf(deps, call, key, 200);
    return { audited: await deps.audit.answer([event], key.certificate, call.check), accepted: false };
  }
  const now = deps.clock.now();
  if (keysAreNeeded(agreements.agreements, now)) return refuse('key-needed');
  const asked = openRequest(key, now);
  return asked === undefined || asked.requested_by === call.actor.user_id
    ? request(deps, call, { key, agreements, newest: versions[0]?.version === version, asked })
    : destroy(deps, call, { key, agreements, versions }, asked);
};

/**
 * Destroys a version of a covered entity's key for ever (crypto-shred; 45 CFR 164.310(d)(2)(i), NIST SP 800-88 Rev. 1),
 * on the word of two admins within 24 hours: the first one's request is noted, the second one's destroys. A destruction
 * that is done answers its certificate again. Refused while an agreement needs the keys. The blind index's key is
 * destroyed with the last version.
 * @param read what stood on file beside the checks; read again if something changed meanwhile.
 * @throws DependencyUnavailableError
 */
export const destroyKey = async (
  deps: DestroyKeyDependencies,
  call: Call,
  input: DestroyKey,
  read: KeysAndAgreements,
): Promise<DestructionAnswer | DestructionRefusal> => {
  let known = read;
  for (let round = 0; round < ROUNDS; round += 1) {
    const outcome = await step(deps, call, input, known);
    if (outcome !== 'conflict') return outcome;
    known = await readKeysAndAgreements(deps, call.tree);
  }
  return refuse('request-in-progress');
};
