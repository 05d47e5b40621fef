import { PLATFORM_TREE } from '../domain/audit-event';
import type { Baa } from '../domain/baa';
import type { Refusal } from '../domain/result';
import type { Audited } from '../ports/audit-trail';
import type { BaaRegistry } from '../ports/baa-registry';
import { type BaaBody, baaBodyWhenCreated, type BaaTerms } from './baa-body';
import type { Call } from './call';
import {
  create,
  createOnce,
  type Creation,
  type CreationDependencies,
  type NewResource,
  type RepeatableDependencies,
} from './create-once';

export interface FileBaaDependencies extends CreationDependencies {
  readonly baas: BaaRegistry;
}

export interface CreateBaaDependencies extends RepeatableDependencies {
  readonly baas: BaaRegistry;
}

/** Whose it is says the call's tree, whatever stands in the terms; a call that names no entity begins a new one. */
const newAgreement = (deps: FileBaaDependencies, call: Call, terms: BaaTerms): NewResource<BaaBody> => {
  const baa: Baa = {
    ...terms,
    id: deps.randomness.uuid(),
    covered_entity_id: call.tree === PLATFORM_TREE ? deps.randomness.uuid() : call.tree,
    created_at: deps.clock.now().toISOString(),
  };
  const { id, covered_entity_id } = baa;
  return { id, covered_entity_id, mutations: [deps.baas.creation(baa)], body: baaBodyWhenCreated(baa) };
};

/** Puts an agreement on file, agreement and audit event in one transaction. @throws DependencyUnavailableError */
export const fileBaa = (deps: FileBaaDependencies, call: Call, terms: BaaTerms): Promise<Audited<BaaBody>> =>
  create(deps, call, newAgreement(deps, call, terms));

/**
 * Puts an agreement on file (45 CFR 164.504(e), 164.314(a)), once for each idempotency key.
 * @throws DependencyUnavailableError
 */
export const createBaa = (
  deps: CreateBaaDependencies,
  call: Call,
  terms: BaaTerms,
): Promise<Creation<BaaBody> | Refusal<'idempotency-key-reused' | 'request-in-progress'>> =>
  createOnce(deps, call, newAgreement(deps, call, terms), async ({ covered_entity_id, resource_id }) => {
    const baa = await deps.baas.find(covered_entity_id, resource_id);
    return baa && baaBodyWhenCreated(baa);
  });
