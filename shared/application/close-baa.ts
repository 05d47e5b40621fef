import { type Baa, type BaaClosure, baaStatus, utcDay } from '../domain/baa';
import { type FieldProblem, refuse, type Refusal } from '../domain/result';
import type { Audited } from '../ports/audit-trail';
import { ContentionError } from '../ports/errors';
import type { BaaBody } from './baa-body';
import type { Call } from './call';
import { answerUnchanged, changeBaa, type ChangeBaaDependencies, stampOf } from './change-baa';

type Refused = Refusal<'not-found' | 'agreement-not-ended' | 'closure-already-recorded' | 'invalid-request'>;

const isSame = (a: BaaClosure, b: BaaClosure): boolean =>
  a.method === b.method && a.date === b.date && a.evidence_hash === b.evidence_hash;

/** PHI cannot have gone back before there was an agreement, unless that was ended before it began, nor tomorrow. */
const dateProblem = (baa: Baa, { date }: BaaClosure, now: Date): string | undefined => {
  if (date > utcDay(now)) return 'in-the-future';
  const end = baa.deactivated_at?.slice(0, 'YYYY-MM-DD'.length) ?? baa.expiry_date;
  return date < baa.effective_date && date < end ? 'before-the-agreement' : undefined;
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
  { recorded, stated }: { readonly recorded: BaaClosure | undefined; readonly stated: BaaClosure },
): Promise<Audited<BaaBody>> | Refused =>
  recorded !== undefined && isSame(recorded, stated)
    ? answerUnchanged(deps, call, baa)
    : refuse('closure-already-recorded');

/**
 * Records that all PHI was returned or destroyed after the end of an agreement (45 CFR 164.504(e)(2)(ii)(J)), once. It
 * ends the access that was left open until then.
 * @throws DependencyUnavailableError
 */
export const closeBaa = async (
  deps: ChangeBaaDependencies,
  call: Call,
  baa: Baa | undefined,
  stated: BaaClosure,
): Promise<Audited<BaaBody> | Refused> => {
  if (baa === undefined) return refuse('not-found');
  if (baa.closed_at !== undefined) return whenClosed(deps, call, baa, { recorded: baa.closure, stated });
  const now = deps.clock.now();
  if (!['deactivated', 'expired'].includes(baaStatus(baa, now))) return refuse('agreement-not-ended');
  const problem = dateProblem(baa, stated, now);
  if (problem !== undefined) return refusedDate(problem);
  const at = stampOf(deps);
  const changed = { ...baa, closure: stated, closed_at: at.toISOString() };
  const outcome = await changeBaa(deps, call, deps.baas.closure(baa, stated, at), changed);
  if ('audited' in outcome) return outcome.audited;
  const { overtaken } = outcome;
  if (overtaken?.closed_at === undefined) throw new ContentionError('baa');
  return whenClosed(deps, call, overtaken, { recorded: overtaken.closure, stated });
};
