import type { AuditEvent } from '../domain/audit-event';
import type { AuditTrail, Mutation } from '../ports/audit-trail';
import type { BreachAssessments } from '../ports/breach-assessments';
import type { EmergencyGrants } from '../ports/emergency-grants';
import { ContentionError, DefectError, DependencyUnavailableError } from '../ports/errors';
import type { EventSources } from './call';
import { systemEvent } from './system-event';

export interface EscalationDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly grants: Pick<EmergencyGrants, 'toEscalate' | 'escalation'>;
  readonly assessments: Pick<BreachAssessments, 'toEscalate' | 'escalation'>;
  readonly retentionYears: number;
  /** Told of each escalation, for the alarms: once its event is durable, or where nobody can know whether it is. */
  readonly escalated: (what: 'review' | 'assessment') => void;
}

const SLICE = 100;
/** Slices of one run; the next run goes on. */
const MAX_SLICES = 50;

/** Something that is overdue: what its event says, and what marks it so that it is escalated once. */
interface Overdue {
  readonly id: string;
  readonly about: Pick<
    AuditEvent,
    'covered_entity_id' | 'patient_id' | 'resource_type' | 'resource_id' | 'emergency_grant_id' | 'reason_code'
  >;
  readonly mark: (at: Date) => Mutation;
}

/** Marks and records in one transaction: whoever finds the mark, a verdict, or a decision has nothing left to do. */
const escalate = async (
  deps: EscalationDependencies,
  what: 'review' | 'assessment',
  { about, mark }: Overdue,
): Promise<boolean> => {
  try {
    const marked = mark(deps.clock.now());
    const event = systemEvent(deps, deps.clock.now(), { ...about, operation: 'escalateOverdueReview' });
    if ((await deps.audit.commit([marked], [event], undefined)) === 'conflict') return false;
    deps.escalated(what);
    return true;
  } catch (error) {
    // Another worker or a reviewer holds it: if nothing was marked, the next run escalates.
    if (error instanceof ContentionError) return false;
    // The mark may be there, and then no later run would sound the alarm: rather twice than never.
    if (error instanceof DependencyUnavailableError) deps.escalated(what);
    throw error;
  }
};

/** All that is overdue of one kind, slice by slice. An outage ends the run; a defect of one does not keep the others. */
const escalateAll = async (
  deps: EscalationDependencies,
  what: 'review' | 'assessment',
  overdue: (now: Date) => Promise<readonly Overdue[]>,
): Promise<number> => {
  const failed = new Set<string>();
  for (let slices = 0; slices < MAX_SLICES; slices += 1) {
    let done = 0;
    const slice = await overdue(deps.clock.now());
    for (const each of slice) {
      try {
        if (await escalate(deps, what, each)) done += 1;
      } catch (error) {
        if (error instanceof DependencyUnavailableError) throw error;
        failed.add(each.id);
      }
    }
    if (done === 0 || slice.length < SLICE) break;
  }
  return failed.size;
};

/**
 * Escalates reviews of emergency access and breach assessments that are overdue: one event for each, for ever once, and its
 * metric, twice where the first commit’s outcome was unknown. It refuses nobody anything.
 * @throws DependencyUnavailableError when it must be run again; what it marked stays marked
 * @throws DefectError when some could not be escalated; all others were
 */
export const escalateOverdueReviews = async (deps: EscalationDependencies): Promise<void> => {
  const { grants, assessments } = deps;
  const reviews = await escalateAll(deps, 'review', async (now) =>
    (await grants.toEscalate(now, SLICE)).map((grant) => ({
      id: grant.id,
      about: {
        covered_entity_id: grant.covered_entity_id,
        patient_id: grant.patient_id,
        resource_type: 'emergency_grant',
        resource_id: grant.id,
        emergency_grant_id: grant.id,
        reason_code: 'review-overdue',
      },
      mark: (at: Date) => grants.escalation(grant, at),
    })),
  );
  const breaches = await escalateAll(deps, 'assessment', async (now) =>
    (await assessments.toEscalate(now, SLICE)).map((assessment) => ({
      id: assessment.id,
      about: {
        covered_entity_id: assessment.covered_entity_id,
        patient_id: assessment.patient_id,
        resource_type: 'breach_assessment',
        resource_id: assessment.id,
        emergency_grant_id: assessment.grant_id,
        reason_code: 'assessment-overdue',
      },
      mark: (at: Date) => assessments.escalation(assessment, at),
    })),
  );
  const failed = reviews + breaches;
  if (failed > 0) throw new DefectError(`${failed} reviews or assessments without an escalation`);
};
