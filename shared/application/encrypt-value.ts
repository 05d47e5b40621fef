import { NONCE_BYTES, type Ciphertext } from '../crypto/value-token';
import { sealValue } from '../crypto/value-envelope';
import type { PhiCategory } from '../domain/phi-category';
import type { Plaintext } from '../domain/plaintext';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import { auditEvent, type EventSources, type PhiCall } from './call';
import type { TenantKeyring } from './tenant-keyring';

export interface EnvelopeDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly keyring: TenantKeyring;
  readonly region: string;
}

export interface EncryptValue {
  readonly value: Plaintext<string>;
  readonly context: Readonly<Record<string, string>>;
  readonly category: PhiCategory | undefined;
}

/** The name under which a standalone value stands in `phi_fields_accessed`. */
export const VALUE_FIELD = 'value';

/** Seals one PHI value (45 CFR 164.312(a)(2)(iv)). @throws DependencyUnavailableError */
export const encryptValue = async (
  deps: EnvelopeDependencies,
  call: PhiCall,
  { value, context, category }: EncryptValue,
): Promise<Audited<{ readonly ciphertext: Ciphertext; readonly key_version: number }>> => {
  const { version, ...key } = await deps.keyring.sealingKey(call.tree);
  const binding = { covered_entity_id: call.tree, region: deps.region, category, context };
  const ciphertext = sealValue(value, binding, key, deps.randomness.bytes(NONCE_BYTES));
  const event = auditEvent(
    call,
    {
      outcome: 'success',
      status_code: 200,
      phi_fields_accessed: [VALUE_FIELD],
      phi_category: category,
      key_version: version,
    },
    deps,
  );
  return deps.audit.answer([event], { ciphertext, key_version: version }, call.check);
};
