import { isFernetToken, openFernet } from '../crypto/fernet';
import { categoriesOfToken, parseToken } from '../crypto/value-token';
import { PHI_CATEGORIES, type PhiCategory } from '../domain/phi-category';
import type { Plaintext } from '../domain/plaintext';
import { type FieldProblem, isRefusal, refuse, type Refusal } from '../domain/result';
import type { Audited } from '../ports/audit-trail';
import type { FernetKeySource } from '../ports/fernet-key-source';
import type { PhiCall } from './call';
import { type DecryptValue, open } from './decrypt-value';
import { type EnvelopeDependencies, seal, type Sealed } from './encrypt-value';
import { type BatchAnswer, type Processed, releaseBatch, releaseValue } from './release-values';

export interface RewrapDependencies extends EnvelopeDependencies {
  readonly legacyKeys: FernetKeySource;
}

export interface RewrapValue extends DecryptValue {
  /** What a legacy token is to be sealed as; of a `phi.v1` token its own, or nothing. */
  readonly category?: PhiCategory;
}

interface OpenedToken {
  readonly phi: Plaintext<string>;
  readonly category: PhiCategory | undefined;
}

/** The categories of PHI that a token to be rewrapped holds: its own, or of a legacy token what the call says. */
export const categoriesToRewrap = ({ ciphertext, category }: RewrapValue): readonly PhiCategory[] => {
  if (!isFernetToken(ciphertext)) return categoriesOfToken(ciphertext);
  return category === undefined ? PHI_CATEGORIES : [category];
};

/** A category that is stated for a `phi.v1` token must be the token's own: a rewrapping changes none. */
export const wrongCategory = (path: string, { ciphertext, category }: RewrapValue): readonly FieldProblem[] => {
  const token = parseToken(ciphertext);
  return category === undefined || token === undefined || token.category === category
    ? []
    : [{ path, code: 'differs-from-token' }];
};

/** Opens a legacy token. It names no tenant: what opens it is that it was made under one of this entity's own keys. */
const openLegacy = async (
  { legacyKeys, clock }: RewrapDependencies,
  coveredEntityId: string,
  { ciphertext, category }: RewrapValue,
): Promise<OpenedToken | Refusal<'phi-integrity-failure'>> => {
  const phi = openFernet(ciphertext, await legacyKeys.fernetKeys(coveredEntityId), clock.now());
  return phi === undefined ? refuse('phi-integrity-failure') : { phi, category };
};

/** From one box into the next: the value itself is seen by nobody. */
const rewrap = async (
  deps: RewrapDependencies,
  call: PhiCall,
  input: RewrapValue,
): Promise<Processed<Sealed> | Refusal<'phi-integrity-failure'>> => {
  const opened = await (isFernetToken(input.ciphertext) ? openLegacy : open)(deps, call.tree, input);
  if (isRefusal(opened)) return opened;
  const { phi: value, category } = opened;
  return seal(deps, call, { value, context: input.context, category });
};

/**
 * Seals the value of a token anew, under the covered entity's newest key: of a `phi.v1` token with the same context and
 * category, of a legacy Fernet token with those that the call states.
 * @throws DependencyUnavailableError
 */
export const rewrapValue = async (
  deps: RewrapDependencies,
  call: PhiCall,
  input: RewrapValue,
): Promise<Audited<Sealed> | Refusal<'phi-integrity-failure'>> => {
  const sealed = await rewrap(deps, call, input);
  return isRefusal(sealed) ? sealed : releaseValue(deps, call, sealed);
};

/** The same for several, each for itself. @throws DependencyUnavailableError */
export const rewrapValues = (
  deps: RewrapDependencies,
  call: PhiCall,
  items: readonly RewrapValue[],
): Promise<Audited<BatchAnswer<Sealed>> | Refusal<'batch-failed'>> =>
  releaseBatch(deps, call, items, (item) => rewrap(deps, call, item));
