import { openValue } from '../crypto/value-envelope';
import { parseToken } from '../crypto/value-token';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import type { Plaintext } from '../domain/plaintext';
import type { Audited } from '../ports/audit-trail';
import type { PhiCall } from './call';
import type { EnvelopeDependencies } from './encrypt-value';
import { type BatchAnswer, type BatchItem, type Processed, releaseBatch, releaseValue } from './release-values';

export interface DecryptValue extends BatchItem {
  readonly ciphertext: string;
}

export interface Opened {
  readonly value: string;
}

/** An opened token: what an operation may do with it before, or instead of, its release. */
interface OpenToken extends Omit<Processed<Opened>, 'box'> {
  readonly phi: Plaintext<string>;
}

/** Opens one token, inside its box. Whatever is wrong with it is one refusal. @throws DependencyUnavailableError */
export const open = async (
  deps: EnvelopeDependencies,
  coveredEntityId: string,
  { ciphertext, context = {} }: DecryptValue,
): Promise<OpenToken | Refusal<'phi-integrity-failure'>> => {
  const token = parseToken(ciphertext);
  const key = token && (await deps.keyring.openingKey(coveredEntityId, token.keyId, token.salt));
  if (key === undefined) return refuse('phi-integrity-failure');
  const binding = { covered_entity_id: coveredEntityId, region: deps.region, category: token?.category, context };
  const phi = token && openValue(token, binding, key.derived);
  if (phi === undefined) return refuse('phi-integrity-failure');
  return { phi, category: token?.category, key_version: key.version };
};

const openBody = async (
  deps: EnvelopeDependencies,
  coveredEntityId: string,
  input: DecryptValue,
): Promise<Processed<Opened> | Refusal<'phi-integrity-failure'>> => {
  const opened = await open(deps, coveredEntityId, input);
  if (isRefusal(opened)) return opened;
  const { phi, ...facts } = opened;
  return { ...facts, box: phi.map((value) => ({ value })) };
};

/**
 * Opens one ciphertext and releases its value once the audit event is durable. A token that does not open is one
 * refusal, whatever is wrong with it (45 CFR 164.312(c)(1), integrity).
 * @throws DependencyUnavailableError
 */
export const decryptValue = async (
  deps: EnvelopeDependencies,
  call: PhiCall,
  input: DecryptValue,
): Promise<Audited<Opened> | Refusal<'phi-integrity-failure'>> => {
  const opened = await openBody(deps, call.tree, input);
  return isRefusal(opened) ? opened : releaseValue(deps, call, opened);
};

/** Opens several, each for itself, and releases them together. @throws DependencyUnavailableError */
export const decryptValues = (
  deps: EnvelopeDependencies,
  call: PhiCall,
  items: readonly DecryptValue[],
): Promise<Audited<BatchAnswer<Opened>> | Refusal<'batch-failed'>> =>
  releaseBatch(deps, call, items, (item) => openBody(deps, call.tree, item));
