import { DynamoDbBreachAssessments } from '../../shared/adapters/aws/dynamodb-breach-assessments';
import type { AssessmentDependencies, ListAssessmentsDependencies } from '../../shared/application/assess-breaches';
import type { EmergencyGrants } from '../../shared/ports/emergency-grants';
import type { EscalationDependencies } from '../../shared/application/escalate-overdue-reviews';
import type { EnvelopeDependencies } from '../../shared/application/encrypt-value';
import type { ListEmergencyDependencies } from '../../shared/application/list-emergency-access';
import type { LiftingDependencies, ReviewDependencies } from '../../shared/application/review-emergency-access';
import type { EmergencyRequestDependencies } from '../../shared/application/request-emergency-access';
import { metrics, once, settings } from './composition-root';
import { cursorKeys } from './cursor-key-dependency';
import { envelopeDependencies } from './envelope-dependencies';
import { idempotencyDependencies } from './idempotency-dependencies';
import { emergencyReadDependencies } from './emergency-audit';
import { emergencyGrants, suspensions } from './patient-dependencies';
import { dynamoDb, pipelineDependencies } from './pipeline-dependencies';

/** What the function needs that gives emergency access. */
export const emergencyRequestDependencies = once((): EmergencyRequestDependencies => ({
  ...emergencyReadDependencies(),
  ...idempotencyDependencies(),
  grants: emergencyGrants(),
  emergencyAccessed: () => metrics().count('EmergencyAccess'),
}));

const assessments = once(() => new DynamoDbBreachAssessments(dynamoDb(), settings().BREACH_ASSESSMENTS_TABLE_NAME));

/** What the function needs that lists emergency grants. */
export const listEmergencyDependencies = once((): ListEmergencyDependencies => {
  const { clock, randomness, audit } = pipelineDependencies();
  return { clock, randomness, audit, grants: emergencyGrants(), cursors: cursorKeys() };
});

/** What the function needs that shows what was written about a grant. */
export const showGrantDependencies = once((): EnvelopeDependencies & { readonly grants: EmergencyGrants } => ({
  ...envelopeDependencies(),
  grants: emergencyGrants(),
}));

/** What the function needs that reviews emergency access. */
export const reviewDependencies = once((): ReviewDependencies => ({
  ...showGrantDependencies(),
  suspensions: suspensions(),
  assessments: assessments(),
}));

/** What the function needs that lifts suspensions. */
export const liftingDependencies = once((): LiftingDependencies => {
  const { clock, randomness, audit } = pipelineDependencies();
  return { clock, randomness, audit, suspensions: suspensions() };
});

/** What the function needs that decides breach assessments. */
export const assessmentDependencies = once((): AssessmentDependencies => {
  const { clock, randomness, audit } = pipelineDependencies();
  return { clock, randomness, audit, assessments: assessments() };
});

/** What the function needs that lists breach assessments. */
export const listAssessmentsDependencies = once((): ListAssessmentsDependencies => ({
  ...assessmentDependencies(),
  cursors: cursorKeys(),
}));

/** What the worker needs that escalates what is overdue. */
export const escalationDependencies = once((): EscalationDependencies => {
  const { clock, randomness, audit, retentionYears } = pipelineDependencies();
  const escalated = (what: 'review' | 'assessment') => {
    metrics().count(what === 'review' ? 'EmergencyReviewOverdue' : 'BreachAssessmentOverdue');
  };
  const stores = { grants: emergencyGrants(), assessments: assessments() };
  return { clock, randomness, audit, retentionYears, escalated, ...stores };
});
