import type { Tenancy } from './actor';
import { PLATFORM_TREE } from './audit-event';
import { refuse, type Refusal } from './result';

/** The covered entity (or the platform's own tree) that a call concerns. */
export interface ResolvedTenant {
  readonly tree: string;
}

/** What a call concerns: one covered entity, one that may be new, or none. */
export type TenantScope = 'entity' | 'entity-or-new' | 'none';

/**
 * Which covered entity a call concerns. A user of an entity is confined to it: another one named is a thing that does
 * not exist (404, never 403). A platform operator must name one; where one may be new, naming none stays on the
 * platform's tree, and the operation makes the entity.
 */
export const resolveTenant = (
  tenancy: Tenancy,
  scope: TenantScope,
  name: string | undefined,
): ResolvedTenant | Refusal<'not-found' | 'covered-entity-required' | 'tenant-missing'> => {
  const named = name?.toLowerCase();
  switch (tenancy.kind) {
    case 'unassigned':
      return refuse('tenant-missing');
    case 'tenant':
      return named === undefined || named === tenancy.covered_entity_id
        ? { tree: tenancy.covered_entity_id }
        : refuse('not-found');
    case 'platform':
      if (scope === 'none') return { tree: PLATFORM_TREE };
      if (named !== undefined) return { tree: named };
      return scope === 'entity-or-new' ? { tree: PLATFORM_TREE } : refuse('covered-entity-required');
  }
};

/** The tree that takes a refusal's event when the call never got as far as its tenant. */
export const homeTree = (tenancy: Tenancy): string =>
  tenancy.kind === 'tenant' ? tenancy.covered_entity_id : PLATFORM_TREE;
