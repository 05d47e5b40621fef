import type { AuditEvent } from '../../../shared/domain/audit-event';
import type { SeenCall } from '../../support/local-stack';
import type { StackResponse } from '../../support/stack-request';
import { type FaultKind, kindsOf, nameOf } from './fault-kinds';
import { callName, type RouteProfile, type Start, STARTS } from './route-profile';
import type { Changes } from './stored-state';

/** One fault on one call of one route. */
export interface FaultCase {
  readonly profile: RouteProfile;
  readonly start: Start;
  readonly call: SeenCall;
  readonly kind: FaultKind;
  /** Until it is cleared; else once. */
  readonly lasting: boolean;
}

/** What one fault led to. */
export interface Observation {
  readonly response: StackResponse;
  readonly seconds: number;
  /** How often the fault was played. */
  readonly hits: number;
  /** The events of the request in either sink. */
  readonly events: readonly AuditEvent[];
  readonly changes: Changes;
}

/** Every fault on every call of a route. */
export const casesOf = (profile: RouteProfile): readonly FaultCase[] =>
  STARTS.flatMap((start) =>
    profile.calls[start].flatMap((call) =>
      kindsOf(call).flatMap((kind) => [false, true].map((lasting) => ({ profile, start, call, kind, lasting }))),
    ),
  );

/** How a case is told of. */
export const caseName = ({ profile, start, call, kind, lasting }: FaultCase): string =>
  `${profile.id}, ${start}, ${callName(call)}, ${nameOf(kind)}${lasting ? ' for good' : ' once'}`;

/**
 * Whether a case belongs to every run, whatever the seed draws: the log refuses for good, which nothing may pass over
 * in silence (row 8).
 */
export const isAlwaysPlayed = ({ start, call, kind, lasting }: FaultCase): boolean =>
  start === 'warm' && lasting && kind.error === 'AccessDeniedException' && call.tables.includes('audit');
