import { openValue } from '../crypto/value-envelope';
import { parseToken, type ValueToken } from '../crypto/value-token';
import type { PhiCategory } from '../domain/phi-category';
import type { Plaintext } from '../domain/plaintext';
import { refuse, type Refusal } from '../domain/result';
import type { Audited } from '../ports/audit-trail';
import { auditEvent, type PhiCall } from './call';
import { type EnvelopeDependencies, VALUE_FIELD } from './encrypt-value';

export interface DecryptValue {
  readonly ciphertext: string;
  readonly context: Readonly<Record<string, string>>;
}

interface Opened {
  readonly phi: Plaintext<string>;
  readonly category: PhiCategory | undefined;
  readonly version: number;
}

const open = async (
  deps: EnvelopeDependencies,
  coveredEntityId: string,
  token: ValueToken,
  context: Readonly<Record<string, string>>,
): Promise<Opened | undefined> => {
  const key = await deps.keyring.openingKey(coveredEntityId, token.keyId, token.salt);
  if (key === undefined) return undefined;
  const binding = { covered_entity_id: coveredEntityId, region: deps.region, category: token.category, context };
  const phi = openValue(token, binding, key.derived);
  return phi === undefined ? undefined : { phi, category: token.category, version: key.version };
};

/**
 * Opens one ciphertext and releases its value once the audit event is durable. A token that does not open is one
 * refusal, whatever is wrong with it (45 CFR 164.312(c)(1), integrity).
 * @throws DependencyUnavailableError
 */
export const decryptValue = async (
  deps: EnvelopeDependencies,
  call: PhiCall,
  { ciphertext, context }: DecryptValue,
): Promise<Audited<{ readonly value: string }> | Refusal<'phi-integrity-failure'>> => {
  const token = parseToken(ciphertext);
  const opened = token === undefined ? undefined : await open(deps, call.tree, token, context);
  if (opened === undefined) return refuse('phi-integrity-failure');
  const event = auditEvent(
    call,
    {
      outcome: 'success',
      status_code: 200,
      phi_fields_accessed: [VALUE_FIELD],
      phi_category: opened.category,
      key_version: opened.version,
    },
    deps,
  );
  return deps.audit.release(
    [event],
    opened.phi.map((value) => ({ value })),
    call.check,
  );
};
