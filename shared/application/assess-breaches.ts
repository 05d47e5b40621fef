import {
  type AssessmentStatus,
  assessmentStatus,
  type BreachAssessment,
  type BreachDecision,
  isPresumedBreach,
  mayDecide,
} from '../domain/breach-assessment';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import type { BreachAssessments } from '../ports/breach-assessments';
import type { CursorKeySource } from '../ports/cursor-key-source';
import { auditEvent, type Call, type EventSources } from './call';
import { openList, type PageBody } from './list-page';

export interface AssessmentDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly assessments: BreachAssessments;
}

export interface ListAssessmentsDependencies extends AssessmentDependencies {
  readonly cursors: CursorKeySource;
}

/** A breach assessment as it is answered. */
type AssessmentBody = Omit<BreachAssessment, 'covered_entity_id'> & {
  readonly status: AssessmentStatus;
  readonly presumed_breach: boolean;
};

const LIST = 'breach-assessments';

const bodyOf = (assessment: BreachAssessment, now: Date): AssessmentBody => {
  const { id, patient_id, user_id, grant_id, discovered_at, due_at, decision, escalated_at } = assessment;
  return {
    ...{ id, patient_id, user_id, grant_id, discovered_at, due_at },
    ...(decision === undefined ? {} : { decision }),
    ...(escalated_at === undefined ? {} : { escalated_at }),
    status: assessmentStatus(assessment, now),
    presumed_breach: isPresumedBreach(assessment),
  };
};

/** Reads a page of an entity's assessments, newest first, consistently. @throws DependencyUnavailableError */
export const readAssessments = async (
  { assessments, cursors, clock }: Pick<ListAssessmentsDependencies, 'assessments' | 'cursors' | 'clock'>,
  {
    covered_entity_id,
    limit,
    cursor,
  }: { readonly covered_entity_id: string; readonly limit: number; readonly cursor?: string },
): Promise<PageBody<AssessmentBody> | Refusal<'invalid-cursor'>> => {
  const list = await openList(cursors, [LIST, covered_entity_id], cursor);
  if (isRefusal(list)) return list;
  const { assessments: found, next } = await assessments.page(covered_entity_id, list.position, limit);
  const now = clock.now();
  return { items: found.map((each) => bodyOf(each, now)), ...list.next(next) };
};

/** Decides an assessment, once, and by another person than whose use it was. @throws DependencyUnavailableError */
export const decideBreach = async (
  deps: AssessmentDependencies,
  call: Call,
  assessment: BreachAssessment | undefined,
  decided: Omit<BreachDecision, 'decided_by' | 'decided_at'>,
): Promise<Audited<AssessmentBody> | Refusal<'not-found' | 'own-emergency-access' | 'already-decided'>> => {
  if (assessment === undefined) return refuse('not-found');
  const refusal = mayDecide(assessment, call.actor.user_id);
  if (refusal !== undefined) return refusal;
  const now = deps.clock.now();
  const decision = { ...decided, decided_by: call.actor.user_id, decided_at: now.toISOString() };
  const { id, patient_id, grant_id } = assessment;
  const facts = { patient_id, resource_id: id, emergency_grant_id: grant_id, reason_code: decision.decision };
  const event = auditEvent(call, { outcome: 'success', status_code: 200, ...facts }, deps);
  const body = bodyOf({ ...assessment, decision }, now);
  const audited = await deps.audit.commit([deps.assessments.deciding(assessment, decision)], [event], body, call.check);
  return audited === 'conflict' ? refuse('already-decided') : audited;
};
