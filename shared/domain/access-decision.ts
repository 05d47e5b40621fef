import type { Actor } from './actor';
import { type Baa, type BaaQuestion, type BaaRefusal, findActiveBaa, findEndedBaa } from './baa';
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
