import { escalateOverdueReviews } from '../../shared/application/escalate-overdue-reviews';
import { escalationDependencies } from '../_pipeline/emergency-dependencies';
import { workerLambda } from '../_pipeline/worker-lambda';

/** Every quarter of an hour: a review of emergency access or a breach assessment that is overdue raises its alarm once. */
export const handler = workerLambda('escalateOverdueReviews', () => escalateOverdueReviews(escalationDependencies()));
