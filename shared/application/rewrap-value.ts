import { isRefusal, type Refusal } from '../domain/result';
import type { Audited } from '../ports/audit-trail';
import type { PhiCall } from './call';
import { type DecryptValue, open } from './decrypt-value';
import { type EnvelopeDependencies, seal, type Sealed } from './encrypt-value';
import { type BatchAnswer, type Processed, releaseBatch, releaseValue } from './release-values';

/** From one box into the next: the value itself is seen by nobody. */
const rewrap = async (
  deps: EnvelopeDependencies,
  coveredEntityId: string,
  input: DecryptValue,
): Promise<Processed<Sealed> | Refusal<'phi-integrity-failure'>> => {
  const opened = await open(deps, coveredEntityId, input);
  if (isRefusal(opened)) return opened;
  const { phi: value, category } = opened;
  return seal(deps, coveredEntityId, { value, context: input.context, category });
};

/**
 * Seals the value of a token anew, under the covered entity's newest key and with the same context and category.
 * @throws DependencyUnavailableError
 */
export const rewrapValue = async (
  deps: EnvelopeDependencies,
  call: PhiCall,
  input: DecryptValue,
): Promise<Audited<Sealed> | Refusal<'phi-integrity-failure'>> => {
  const sealed = await rewrap(deps, call.tree, input);
  return isRefusal(sealed) ? sealed : releaseValue(deps, call, sealed);
};

/** The same for several, each for itself. @throws DependencyUnavailableError */
export const rewrapValues = (
  deps: EnvelopeDependencies,
  call: PhiCall,
  items: readonly DecryptValue[],
): Promise<Audited<BatchAnswer<Sealed>> | Refusal<'batch-failed'>> =>
  releaseBatch(deps, call, items, (item) => rewrap(deps, call.tree, item));
