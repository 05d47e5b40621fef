import { refuse, type Refusal } from './result';

/** What a risk assessment weighs at least: 45 CFR 164.402, definition of breach, (2)(i) to (iv). */
export const BREACH_FACTORS = ['nature_extent', 'unauthorized_person', 'acquired_or_viewed', 'mitigation'] as const;

type BreachFactor = (typeof BREACH_FACTORS)[number];

export const FACTOR_RISKS = ['low', 'medium', 'high'] as const;

type FactorRisk = (typeof FACTOR_RISKS)[number];

/** `low_probability`: a low probability that the PHI was compromised, which alone ends the presumption of a breach. */
export const BREACH_DECISIONS = ['breach', 'low_probability'] as const;

type BreachDecisionWord = (typeof BREACH_DECISIONS)[number];

export const ASSESSMENT_STATUSES = ['open', 'overdue', 'decided'] as const;

export type AssessmentStatus = (typeof ASSESSMENT_STATUSES)[number];

const DAY_MS = 86_400_000;

/** From discovery to notification, at most: 45 CFR 164.404(b), 164.410(b). */
export const NOTIFICATION_MS = 60 * DAY_MS;

/** How an assessment was decided, by whom, and when. */
export interface BreachDecision {
  readonly decision: BreachDecisionWord;
  readonly factors: Readonly<Record<BreachFactor, FactorRisk>>;
  /** SHA-256 of the written assessment, which is kept elsewhere (164.414(b), burden of proof). */
  readonly document_hash?: string;
  readonly decided_by: string;
  readonly decided_at: string;
}

/** An impermissible use of PHI, a breach until decided otherwise. */
export interface BreachAssessment {
  readonly id: string;
  readonly covered_entity_id: string;
  readonly patient_id: string;
  /** Whose use it was. */
  readonly user_id: string;
  readonly grant_id: string;
  readonly discovered_at: string;
  readonly due_at: string;
  readonly decision?: BreachDecision;
  readonly escalated_at?: string;
}

/** A new assessment: the clock of notification runs from its discovery. */
export const newAssessment = (
  about: Pick<BreachAssessment, 'id' | 'covered_entity_id' | 'patient_id' | 'user_id' | 'grant_id'>,
  discovered: Date,
): BreachAssessment => ({
  ...about,
  discovered_at: discovered.toISOString(),
  due_at: new Date(discovered.getTime() + NOTIFICATION_MS).toISOString(),
});

/** How an assessment stands at a time. */
export const assessmentStatus = (
  { decision, due_at }: Pick<BreachAssessment, 'decision' | 'due_at'>,
  now: Date,
): AssessmentStatus => {
  if (decision !== undefined) return 'decided';
  return now.toISOString() < due_at ? 'open' : 'overdue';
};

/** Whether a breach is to be taken for given: always, but for a decision that says otherwise. */
export const isPresumedBreach = ({ decision }: Pick<BreachAssessment, 'decision'>): boolean =>
  decision?.decision !== 'low_probability';

/** Whether this person may decide now: once, and never about a use of one's own. */
export const mayDecide = (
  { user_id, decision }: BreachAssessment,
  by: string,
): undefined | Refusal<'own-emergency-access' | 'already-decided'> => {
  if (user_id === by) return refuse('own-emergency-access');
  return decision === undefined ? undefined : refuse('already-decided');
};
