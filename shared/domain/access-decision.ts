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
  /** The call asks for emergency access, or reads under an emergency grant of the caller's. */
  readonly emergency?: boolean;
  readonly agreements: readonly Baa[];
  readonly question: BaaQuestion;
}

/** Who may still reach an entity's PHI: its own admin, to take it back, and its own clinicians, in an emergency. */
const staysOpen = ({ actor, action, purpose, emergency = false }: BaaGateInput): boolean => {
  if (actor.tenancy.kind !== 'tenant') return false;
  if (emergency) return actor.roles.includes('clinician');
  return purpose === 'return' && action === 'READ' && actor.roles.includes('admin');
};

/**
 * Guarantee 2: no BAA, no PHI; after its end, until return or destruction is recorded, the entity's own admin may take
 * its PHI back, and emergency access stays open (45 CFR 164.504(e)(2)(ii)(J), 164.312(a)(2)(ii)).
 */
export const passBaaGate = (input: BaaGateInput): BaaGrant | Refusal<BaaRefusal> => {
  const active = findActiveBaa(input.agreements, input.question);
  if (!isRefusal(active)) return { baa: active, state: 'active' };
  const ended = staysOpen(input) ? findEndedBaa(input.agreements, input.question) : undefined;
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

/**
 * Whether the stated purpose of use opens the route (45 CFR 164.502(b), minimum necessary, begins with a purpose).
 * @param emergency an emergency grant opens the patient's record to the caller now
 */
export const checkPurpose = (
  rule: 'required' | 'optional' | 'none',
  purpose: Purpose | undefined,
  grant: BaaGrant | undefined,
  emergency = false,
): Refusal<'purpose-required' | 'purpose-not-permitted'> | undefined => {
  if (purpose === undefined) return rule === 'required' ? refuse('purpose-required') : undefined;
  if (rule === 'none') return undefined;
  if (purpose === 'emergency') return emergency ? undefined : refuse('purpose-required');
  return purpose === 'return' && grant?.state !== 'ended' ? refuse('purpose-not-permitted') : undefined;
};
