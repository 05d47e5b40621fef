import { member } from '../../support/demo-clinic';
import type { SeenCall } from '../../support/local-stack';
import type { StackResponse } from '../../support/stack-request';
import { plantedIn } from '../../support/synthetic-patient';
import { repeat } from './after-the-fault';
import { type FaultKind, faultOn, kindsOf, nameOf } from './fault-kinds';
import type { Played } from './play-case';
import { type RefusalProfile, toldBy } from './refusal-profile';
import { callName, callsDuring, justBefore, type Start, STARTS } from './route-profile';
import { changesBetween, storedState, TABLES_OF_EFFECTS } from './stored-state';
import { functionOf, type SweepLane } from './sweep-lane';
import { isOfTheLog, wrongProblem } from './violations';

/** One fault on one call of a wrong request. */
export interface RefusalCase {
  readonly profile: RefusalProfile;
  readonly start: Start;
  readonly call: SeenCall;
  readonly kind: FaultKind;
  /** Until it is cleared; else once. */
  readonly lasting: boolean;
}

/** For others, once and for good are the same. */
const TRIED_AGAIN = new Set<FaultKind['effect']>(['transient', 'unknown', 'partial']);

/**
 * Faults on every call of a wrong request: one kind of each effect, for the route's own calls meet every kind. No answer at
 * all is played where it matters, on the log.
 */
export const refusalCases = (
  profile: RefusalProfile,
  draw: (kinds: readonly FaultKind[]) => FaultKind | undefined,
): readonly RefusalCase[] =>
  STARTS.flatMap((start) =>
    profile.calls[start].flatMap((call) => {
      const kinds = kindsOf(call);
      const effects = [...new Set(kinds.map(({ effect }) => effect))].filter(
        (effect) => effect !== 'hang' || (isOfTheLog({ call }) && start === 'warm'),
      );
      return effects.flatMap((effect) =>
        (TRIED_AGAIN.has(effect) ? [false, true] : [true]).flatMap((lasting) => {
          const kind = draw(kinds.filter((each) => each.effect === effect));
          return kind === undefined ? [] : [{ profile, start, call, kind, lasting }];
        }),
      );
    }),
  );

export const refusalCaseName = ({ profile, start, call, kind, lasting }: RefusalCase): string =>
  `${profile.id}, ${profile.refusal}, ${start}, ${callName(call)}, ${nameOf(kind)}${lasting ? ' for good' : ' once'}`;

/** The statuses that RELIABILITY allows beside the refusal itself. */
const failures = ({ kind, lasting }: RefusalCase): readonly number[] => {
  if (kind.effect === 'defect') return [500];
  return kind.effect === 'transient' && !lasting ? [] : [503];
};

const isTheRefusal = ({ status, code }: RefusalProfile, response: StackResponse): boolean =>
  response.status === status && member(response, 'code') === code;

/** What is wrong between an answer and its events: a refusal is recorded before it is told, and once. */
const wrongEvents = (each: RefusalCase, response: StackResponse, told: readonly string[]): readonly string[] => {
  const healthy = JSON.stringify(each.profile.told);
  const isDenial = JSON.stringify(told) === healthy;
  if (isTheRefusal(each.profile, response)) return isDenial ? [] : [`refused, and the events say ${told.join('; ')}`];
  if (told.some((event) => event.startsWith('success'))) return ['an event of success'];
  const isFailure = told.length > 0 && told.every((event) => event.startsWith(`failure ${response.status} `));
  if (isFailure && new Set(told).size === told.length) return [];
  // Whether the log took it is not known, or it did not.
  if (isOfTheLog(each) && (told.length === 0 || isDenial)) return [];
  return [`a failure, and the events say ${told.join('; ')}`];
};

const wrongAnswer = (each: RefusalCase, response: StackResponse): readonly string[] => {
  const { status, text } = response;
  const isRight = isTheRefusal(each.profile, response) || failures(each).includes(status);
  return [
    ...wrongProblem(response),
    ...(isRight
      ? []
      : [`status ${status} ${member(response, 'code')} for ${each.profile.status} ${each.profile.code}`]),
    ...plantedIn(text).map(() => 'PHI in the answer'),
  ];
};

/** Plays one fault on a wrong request, then the same request without it. */
export const playRefusal = async (lane: SweepLane, each: RefusalCase): Promise<Played> => {
  const { profile, start, call: target, kind, lasting } = each;
  const { stack } = lane;
  const call = await lane.readyRefusal(profile.id, profile.refusal);
  if (call === undefined) throw new Error(`${refusalCaseName(each)}: not on this lane`);
  if (start === 'cold') await stack.endInstances(functionOf(profile.id));
  const before = await storedState(stack, TABLES_OF_EFFECTS);
  const since = justBefore();
  await stack.faults.add(faultOn(target, kind, lasting ? 0 : 1));
  const started = performance.now();
  const { done: response, calls } = await callsDuring(stack, call).finally(() => stack.faults.clear());
  const seconds = (performance.now() - started) / 1000;
  const again = await repeat(call);
  const events = await lane.eventsSince(since);
  const changes = JSON.stringify(changesBetween(before, await storedState(stack, TABLES_OF_EFFECTS)));
  const toldAgain = toldBy(events, again);
  const violations = [
    ...wrongAnswer(each, response),
    ...wrongEvents(each, response, toldBy(events, response)),
    ...(changes === '{}' ? [] : [`a refusal changed ${changes}`]),
    ...(seconds > profile.route.timeoutSeconds ? [`${seconds.toFixed(1)} s`] : []),
    ...(isTheRefusal(profile, again) ? [] : [`the repeat answers ${again.status}`]),
    ...(JSON.stringify(toldAgain) === JSON.stringify(profile.told) ? [] : ['the repeat has other events']),
  ];
  return { status: response.status, hits: calls.filter(({ fault }) => fault !== undefined).length, violations };
};
