import type { BreachAssessment, BreachDecision } from '../domain/breach-assessment';
import type { Mutation } from './audit-trail';

export interface AssessmentPage {
  /** Newest first. */
  readonly assessments: readonly BreachAssessment[];
  /** The id below which the list goes on; absent at its end. */
  readonly next?: string;
}

type AssessmentKey = Pick<BreachAssessment, 'covered_entity_id' | 'id'>;

/** Breach assessments of covered entities (45 CFR 164.402). Every read but the escalation's is within one entity. */
export interface BreachAssessments {
  /** A consistent read. @throws DependencyUnavailableError */
  find(coveredEntityId: string, id: string): Promise<BreachAssessment | undefined>;

  /** Assessments below an id, newest first; a consistent read. @throws DependencyUnavailableError */
  page(coveredEntityId: string, before: string | undefined, limit: number): Promise<AssessmentPage>;

  /** Undecided ones of all entities that are past their due date and were not escalated yet. @throws DependencyUnavailableError */
  toEscalate(now: Date, limit: number): Promise<readonly BreachAssessment[]>;

  /** A new assessment; its id must be new. */
  creation(assessment: BreachAssessment): Mutation;

  /** A decision; in conflict if there is one. */
  deciding(key: AssessmentKey, decision: BreachDecision): Mutation;

  /** Marks an overdue assessment as escalated; in conflict if it is, or was decided. */
  escalation(key: AssessmentKey, at: Date): Mutation;
}
