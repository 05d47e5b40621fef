import {
  BreachAssessmentPage,
  BreachAssessmentPath,
  BreachAssessmentView,
  DecideBreachRequest,
  ListBreachAssessmentsQuery,
} from '../schemas/breach';
import { defineRoutes } from './define-routes';

/** Breach assessments, 45 CFR 164.402 to 164.410. */
export const breachRoutes = defineRoutes({
  listBreachAssessments: {
    method: 'GET',
    path: '/breach-assessments',
    group: 'emergency',
    summary: 'List breach assessments',
    description: 'The covered entity’s breach assessments, newest first. Each is a breach until decided otherwise.',
    access: { kind: 'roles', roles: ['admin', 'auditor'] },
    scope: 'entity',
    baa: 'none',
    purpose: 'none',
    audit: { action: 'READ', resource_type: 'breach_assessment' },
    request: { query: ListBreachAssessmentsQuery },
    response: { status: 200, body: BreachAssessmentPage, description: 'A page of assessments.' },
    capabilities: ['breach-assessment:list', 'cursor-key:read'],
    problems: ['invalid-cursor'],
    timeoutSeconds: 15,
    throttle: { rate: 20, burst: 50 },
  },
  decideBreachAssessment: {
    method: 'POST',
    path: '/breach-assessments/{id}/decision',
    group: 'emergency',
    summary: 'Decide a breach assessment',
    description:
      'Whether it was a breach, by the four factors of 45 CFR 164.402; once, and not by the person whose use it was.',
    access: { kind: 'roles', roles: ['admin'] },
    scope: 'entity',
    baa: 'none',
    purpose: 'none',
    audit: { action: 'WRITE', resource_type: 'breach_assessment' },
    request: { path: BreachAssessmentPath, body: DecideBreachRequest },
    response: { status: 200, body: BreachAssessmentView, description: 'The assessment with its decision.' },
    capabilities: ['breach-assessment:find', 'breach-assessment:update'],
    problems: ['own-emergency-access', 'already-decided'],
    timeoutSeconds: 15,
    throttle: { rate: 20, burst: 50 },
  },
});
