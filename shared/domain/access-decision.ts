import type { Actor } from './actor';
import { type Baa, type BaaQuestion, type BaaRefusal, findActiveBaa, findEndedBaa } from './baa';
import type { PhiCategory } from './phi-category';
import type { Purpose } from './purpose';
import { isRefusal, refuse, type Refusal } from './result';
import type { Role } from './roles';

/** Whether the actor holds a role that the route asks for. */
export const checkRole = (actor: Actor, roles: readonly Role[]): Refusal<'role-required'> | undefined =>
  actor.roles.some((role) => roles.includes(role)) ? undefined : refuse('role-required');

/** The agreement that carries a call, and whether it is still in force. */
export interface BaaGrant {
  readonly baa: Baa;
  readonly state: 'active' | 'ended';
}

/** What the gate says of one item of a request. */
export type ItemGrant = BaaGrant | Refusal<'baa-category-missing'>;

export interface BaaGateInput {
  readonly actor: Actor;
  readonly action: 'READ' | 'WRITE' | 'DELETE' | 'EXPORT';
  readonly purpose: Purpose | undefined;
  readonly agreements: readonly Baa[];
  readonly question: BaaQuestion;
}

const mayTakeBack = ({ actor, action, purpose }: BaaGateInput): boolean =>
  purpose === 'return' && action === 'READ' && actor.tenancy.kind === 'tenant' && actor.roles.includes('admin');

/** Guarantee 2: no BAA, no PHI; after its end, only the entity's own admin may take the entity's PHI back. */
export const passBaaGate = (input: BaaGateInput): BaaGrant | Refusal<BaaRefusal> => {
  const active = findActiveBaa(input.agreements, input.question);
  if (!isRefusal(active)) return { baa: active, state: 'active' };
  const ended = mayTakeBack(input) ? findEndedBaa(input.agreements, input.question) : undefined;
  return ended === undefined ? active : { baa: ended, state: 'ended' };
};

/**
 * The gate of a request with several items, each with categories of its own: passed if one item passes, and then said
 * for each item, in order. Items of one request differ in their categories alone, so what an item lacks where another
 * passes is its category. An agreement in force comes before one that ended, so that the purpose `return` opens nothing
 * more than it would item by item.
 */
export const passBaaGateByItem = (
  input: BaaGateInput,
  items: readonly (readonly PhiCategory[])[],
): { readonly grant: BaaGrant; readonly items: readonly ItemGrant[] } | Refusal<BaaRefusal> => {
  const judged = items.map((categories) => passBaaGate({ ...input, question: { ...input.question, categories } }));
  const grants = judged.filter((each): each is BaaGrant => !isRefusal(each));
  const grant = grants.find(({ state }) => state === 'active') ?? grants[0];
  if (grant === undefined) return judged.find((each) => isRefusal(each)) ?? refuse('baa-missing');
  return { grant, items: judged.map((each) => (isRefusal(each) ? refuse('baa-category-missing') : each)) };
};

/** Whether the stated purpose of use opens the route (45 CFR 164.502(b), minimum necessary, begins with a purpose). */
export const checkPurpose = (
  rule: 'required' | 'optional' | 'none',
  purpose: Purpose | undefined,
  grant: BaaGrant | undefined,
): Refusal<'purpose-required' | 'purpose-not-permitted'> | undefined => {
  if (purpose === undefined) return rule === 'required' ? refuse('purpose-required') : undefined;
  if (rule === 'none') return undefined;
  if (purpose === 'emergency') return refuse('purpose-required');
  return purpose === 'return' && grant?.state !== 'ended' ? refuse('purpose-not-permitted') : undefined;
};
