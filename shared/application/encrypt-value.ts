import { NONCE_BYTES, type Ciphertext } from '../crypto/value-token';
import { sealValue } from '../crypto/value-envelope';
import type { PhiCategory } from '../domain/phi-category';
import { Plaintext } from '../domain/plaintext';
import type { Refusal } from '../domain/result';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import type { EventSources, PhiCall } from './call';
import { type BatchAnswer, type BatchItem, type Processed, releaseBatch, releaseValue } from './release-values';
import type { TenantKeyring } from './tenant-keyring';

export interface EnvelopeDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly keyring: TenantKeyring;
  readonly region: string;
}

export interface EncryptValue extends BatchItem {
  readonly value: Plaintext<string>;
  readonly category?: PhiCategory;
}

/** A sealed value, and the version of the tenant key that sealed it. */
export interface Sealed {
  readonly ciphertext: Ciphertext;
  readonly key_version: number;
}

/** Seals one value under the covered entity's newest key. @throws DependencyUnavailableError */
export const seal = async (
  deps: EnvelopeDependencies,
  { tree: coveredEntityId, grant }: PhiCall,
  { value, context = {}, category }: EncryptValue,
): Promise<Processed<Sealed>> => {
  const { version, ...key } = await deps.keyring.sealingKey(grant.baa);
  const binding = { covered_entity_id: coveredEntityId, region: deps.region, category, context };
  const ciphertext = sealValue(value, binding, key, deps.randomness.bytes(NONCE_BYTES));
  return { box: Plaintext.of({ ciphertext, key_version: version }), category, key_version: version };
};

/** Seals one PHI value (45 CFR 164.312(a)(2)(iv)). @throws DependencyUnavailableError */
export const encryptValue = async (
  deps: EnvelopeDependencies,
  call: PhiCall,
  input: EncryptValue,
): Promise<Audited<Sealed>> => releaseValue(deps, call, await seal(deps, call, input));

/** Seals several, each for itself. @throws DependencyUnavailableError */
export const encryptValues = (
  deps: EnvelopeDependencies,
  call: PhiCall,
  items: readonly EncryptValue[],
): Promise<Audited<BatchAnswer<Sealed>> | Refusal<'batch-failed'>> =>
  releaseBatch(deps, call, items, (item) => seal(deps, call, item));
