import { assessmentStatus, type BreachAssessment, type BreachDecision } from '../../domain/breach-assessment';
import type { AssessmentPage, BreachAssessments } from '../../ports/breach-assessments';
import { MemoryMutation } from './memory-mutation';

type AssessmentKey = Pick<BreachAssessment, 'covered_entity_id' | 'id'>;

/** Breach assessments in memory. */
export class MemoryBreachAssessments implements BreachAssessments {
  readonly #assessments = new Map<string, BreachAssessment>();

  find(covered_entity_id: string, id: string): Promise<BreachAssessment | undefined> {
    return Promise.resolve(this.#at({ covered_entity_id, id }));
  }

  page(coveredEntityId: string, before: string | undefined, limit: number): Promise<AssessmentPage> {
    const left = [...this.#assessments.values()]
      .filter(({ covered_entity_id }) => covered_entity_id === coveredEntityId)
      .filter(({ id }) => before === undefined || id < before)
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    const assessments = left.slice(0, limit);
    const next = left.length > limit ? assessments.at(-1)?.id : undefined;
    return Promise.resolve({ assessments, ...(next === undefined ? {} : { next }) });
  }

  toEscalate(now: Date, limit: number): Promise<readonly BreachAssessment[]> {
    const open = [...this.#assessments.values()].filter(
      (each) => each.escalated_at === undefined && assessmentStatus(each, now) === 'overdue',
    );
    return Promise.resolve(open.sort((a, b) => (a.due_at < b.due_at ? -1 : 1)).slice(0, limit));
  }

  creation(assessment: BreachAssessment): MemoryMutation {
    return new MemoryMutation(
      () => !this.#assessments.has(assessment.id),
      () => this.#assessments.set(assessment.id, assessment),
    );
  }

  deciding(key: AssessmentKey, decision: BreachDecision): MemoryMutation {
    return this.#change(key, (each) => each.decision === undefined, { decision });
  }

  escalation(key: AssessmentKey, at: Date): MemoryMutation {
    const open = ({ decision, escalated_at }: BreachAssessment) => decision === undefined && escalated_at === undefined;
    return this.#change(key, open, { escalated_at: at.toISOString() });
  }

  #at({ covered_entity_id, id }: AssessmentKey): BreachAssessment | undefined {
    const found = this.#assessments.get(id);
    return found?.covered_entity_id === covered_entity_id ? found : undefined;
  }

  #change(
    key: AssessmentKey,
    permitted: (assessment: BreachAssessment) => boolean,
    change: Partial<BreachAssessment>,
  ): MemoryMutation {
    return new MemoryMutation(
      () => {
        const found = this.#at(key);
        return found !== undefined && permitted(found);
      },
      () => {
        const found = this.#at(key);
        if (found !== undefined) this.#assessments.set(key.id, { ...found, ...change });
      },
    );
  }
}
