import type { Baa } from '../domain/baa';
import { refuse, type Refusal } from '../domain/result';
import type { Audited } from '../ports/audit-trail';
import { ContentionError } from '../ports/errors';
import type { BaaBody } from './baa-body';
import type { Call } from './call';
import { answerUnchanged, changeBaa, type ChangeBaaDependencies, stampOf } from './change-baa';

/**
 * Ends an agreement before its time (45 CFR 164.504(e)(2)(iii)): the record is kept, and the gate refuses with the next
 * request. Whoever repeats it gets the same answer, recorded; the first instant stands.
 * @throws DependencyUnavailableError
 */
export const deactivateBaa = async (
  deps: ChangeBaaDependencies,
  call: Call,
  baa: Baa | undefined,
): Promise<Audited<BaaBody> | Refusal<'not-found'>> => {
  if (baa === undefined) return refuse('not-found');
  if (baa.deactivated_at !== undefined) return answerUnchanged(deps, call, baa);
  const at = stampOf(deps);
  const changed = { ...baa, deactivated_at: at.toISOString() };
  const outcome = await changeBaa(deps, call, deps.baas.deactivation(baa, at), { changed });
  if ('audited' in outcome) return outcome.audited;
  if (outcome.overtaken?.deactivated_at === undefined) throw new ContentionError('baa');
  return answerUnchanged(deps, call, outcome.overtaken);
};
