import { type Baa, type BaaClosure, baaStatus, endDay, utcDay } from '../domain/baa';
import { keysPresent, type TenantKeyRecord } from '../domain/key-destruction';
import { type FieldProblem, refuse, type Refusal } from '../domain/result';
import type { Audited } from '../ports/audit-trail';
import type { BaaKey } from '../ports/baa-registry';
import { ContentionError } from '../ports/errors';
import type { TenantKeyStore } from '../ports/tenant-key-store';
import type { BaaBody } from './baa-body';
import type { Call } from './call';
import { answerUnchanged, type Beside, changeBaa, type ChangeBaaDependencies, stampOf } from './change-baa';

type Refused = Refusal<'not-found' | 'agreement-not-ended' | 'closure-already-recorded' | 'invalid-request'>;

/** An agreement, and the entity's keys beside it. */
export interface BaaToClose {
  readonly baa: Baa | undefined;
  readonly keys: readonly TenantKeyRecord[];
}

/** Reads them side by side. @throws DependencyUnavailableError */
export const readBaaToClose = async (
  { baas, keys }: Pick<ChangeBaaDependencies, 'baas'> & { readonly keys: Pick<TenantKeyStore, 'versions'> },
  { covered_entity_id, id }: BaaKey,
): Promise<BaaToClose> => {
  const [baa, versions] = await Promise.all([baas.find(covered_entity_id, id), keys.versions(covered_entity_id)]);
  return { baa, keys: versions };
};

const isSame = (a: BaaClosure, b: BaaClosure): boolean =>
  a.method === b.method && a.date === b.date && a.evidence_hash === b.evidence_hash;

/** Who could still use PHI had not returned or destroyed all of it; and nobody has done so tomorrow. */
const dateProblem = (baa: Baa, { date }: BaaClosure, now: Date): string | undefined => {
  if (date > utcDay(now)) return 'in-the-future';
  return date < endDay(baa) ? 'before-the-end' : undefined;
};

const refusedDate = (code: string): Refusal<'invalid-request'> => {
  const fields: readonly FieldProblem[] = [{ path: 'date', code }];
  return refuse('invalid-request', { fields, accounts: [] });
};

/** What a closure that is on file says to another one. */
const whenClosed = (
  deps: ChangeBaaDependencies,
  call: Call,
  baa: Baa,
  { stated, more }: { readonly stated: BaaClosure; readonly more: Beside },
): Promise<Audited<BaaBody>> | Refused =>
  baa.closure !== undefined && isSame(baa.closure, stated)
    ? answerUnchanged(deps, call, baa, more)
    : refuse('closure-already-recorded');

/**
 * Records that all PHI was returned or destroyed after the end of an agreement (45 CFR 164.504(e)(2)(ii)(J)), once. It
 * ends the access that was left open until then. It is the word of who says so; where that is that the PHI was destroyed,
 * the answer says how many versions of the key are there all the same.
 * @throws DependencyUnavailableError
 */
export const closeBaa = async (
  deps: ChangeBaaDependencies,
  call: Call,
  { baa, keys }: BaaToClose,
  stated: BaaClosure,
): Promise<Audited<BaaBody> | Refused> => {
  if (baa === undefined) return refuse('not-found');
  const more: Beside = stated.method === 'destroyed' ? { keys_present: keysPresent(keys) } : {};
  if (baa.closed_at !== undefined) return whenClosed(deps, call, baa, { stated, more });
  const now = deps.clock.now();
  if (!['deactivated', 'expired'].includes(baaStatus(baa, now))) return refuse('agreement-not-ended');
  const problem = dateProblem(baa, stated, now);
  if (problem !== undefined) return refusedDate(problem);
  const at = stampOf(deps);
  const changed = { ...baa, closure: stated, closed_at: at.toISOString() };
  const outcome = await changeBaa(deps, call, deps.baas.closure(baa, stated, at), { changed, more });
  if ('audited' in outcome) return outcome.audited;
  const { overtaken } = outcome;
  if (overtaken?.closed_at === undefined) throw new ContentionError('baa');
  return whenClosed(deps, call, overtaken, { stated, more });
};
